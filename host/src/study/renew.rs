//! Trials of a journal that ended otherwise when they were fitted again.

use std::collections::BTreeMap;
use std::path::Path;

use super::checksum::Chain;
use super::error::StudyError;
use super::journal::{Journal, Timed};
use super::line::is_ours;
use super::lock::Lock;
use super::rewrite::read;

/// What becomes of what is behind the trials that are renewed.
pub(crate) enum Then<'t> {
    /// These are added, and where `mark` is set, the place before them is remembered. They are new, or the journal has
    /// them as not fitted.
    Add { trials: &'t [Timed<'t>], mark: bool },
    /// What was added behind the place that was remembered is left out.
    BackToMark,
}

impl Journal {
    /// Writes trials that were read back anew, each where it stood, and leaves out those from number `kept`
    /// on. What others have noted stays. It is one step: a kill leaves what was there before or what is there after.
    pub fn renew(
        &mut self,
        kept: usize,
        trials: &[Timed<'_>],
        then: Then<'_>,
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<(), StudyError> {
        let _lock = Lock::acquire(&self.path, waiting)?;
        let bytes = read(&self.path)?;
        let before = match then {
            Then::BackToMark => self.before_mark(&bytes),
            Then::Add { .. } => bytes.clone(),
        };
        let places = Places::of(self);
        let (mut text, mut chain) = self.renewed(&places, kept, trials, &before);
        (self.lines, self.superseded) = places.without(kept);
        self.done = kept;
        self.mark = None;
        if let Then::Add { trials, mark } = then {
            self.mark = mark.then_some(text.len() as u64);
            text.extend(self.added(trials, &mut chain).bytes());
            self.done += self.new_of(trials);
        }
        self.chain = chain;
        self.rewrite(&bytes, &text)
    }

    /// A journal's text with some trials anew, without those from `kept` on, and its last checksum.
    fn renewed(&self, places: &Places, kept: usize, trials: &[Timed<'_>], before: &[u8]) -> (Vec<u8>, Chain) {
        let renewed = trials.iter().map(|one| (one.0.number(), one));
        let renewed: BTreeMap<usize, &Timed<'_>> = renewed.collect();
        let (mut text, mut chain) = (Vec::new(), Chain::default());
        let mut has_changed = false;
        // line 1 is the first
        for (line, bytes) in (1..).zip(before.split_inclusive(|&byte| byte == b'\n')) {
            let place = places.0.get(&line);
            match place.and_then(|place| Some((place, renewed.get(&place.number)?))) {
                _ if place.is_some_and(|place| place.number >= kept) => has_changed = true,
                Some((place, (trial, began, ended))) if place.last => {
                    has_changed = true;
                    let again = self.superseded.iter().any(|(_, number)| *number == place.number);
                    text.extend(chain.seal(&self.line(trial, *began, *ended, again)).bytes());
                }
                _ if !is_ours(bytes) => text.extend(bytes),
                _ if has_changed => text.extend(again(bytes, &mut chain)),
                _ => {
                    chain.check(bytes.trim_ascii_end());
                    text.extend(bytes);
                }
            }
        }
        (text, chain)
    }
}

/// The lines that have trials.
struct Places(BTreeMap<usize, Place>);

struct Place {
    number: usize,
    /// Whether no line behind it has the trial again.
    last: bool,
}

impl Places {
    fn of(journal: &Journal) -> Self {
        let last = (0..)
            .zip(&journal.lines)
            .map(|(number, &line)| (line, Place { number, last: true }));
        let before = journal.superseded.iter();
        let before = before.map(|&(line, number)| (line, Place { number, last: false }));
        Self(last.chain(before).collect())
    }

    /// The last line of each trial before `kept`, where the lines of others have gone, and those before it.
    fn without(&self, kept: usize) -> (Vec<usize>, Vec<(usize, usize)>) {
        let (mut gone, mut lines, mut before) = (0, BTreeMap::new(), Vec::new());
        for (line, place) in &self.0 {
            match place {
                Place { number, .. } if *number >= kept => gone += 1,
                Place { number, last: true } => drop(lines.insert(*number, line - gone)),
                Place { number, last: false } => before.push((line - gone, *number)),
            }
        }
        (lines.into_values().collect(), before)
    }
}

/// A line that stays, with its checksum of what is now before it.
fn again(line: &[u8], chain: &mut Chain) -> Vec<u8> {
    let text = std::str::from_utf8(line).map(str::trim_end).unwrap_or_default();
    chain.seal_again(text).into_bytes()
}
