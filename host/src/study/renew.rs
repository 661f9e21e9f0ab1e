//! Trials of a journal that ended otherwise when they were fitted again.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::ops::Range;
use std::path::Path;

use super::checksum::Chain;
use super::error::{StudyError, io_error};
use super::journal::{Journal, Timed};
use super::line::is_ours;
use super::lock::Lock;
use super::parse::read;

impl Journal {
    /// Writes trials that were read back anew, each where it stood, and leaves out those from number `kept`
    /// on. What others have noted stays. A kill in between loses whole trials at the end.
    pub fn renew(
        &mut self,
        kept: usize,
        trials: &[Timed<'_>],
        waiting: &mut dyn FnMut(&Path),
    ) -> Result<(), StudyError> {
        let _lock = Lock::acquire(&self.path, waiting)?;
        let bytes = read(&self.path)?;
        let places = Places::of(self);
        let numbers = trials.iter().map(|(trial, ..)| trial.number());
        // Line 1 is the first; a trial that was read back has one.
        let first_line = places.first(numbers, kept).map_or(1, |line| line - 1);
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
        let after = lines.split_off(first_line.min(lines.len()));
        let mut chain = Chain::default();
        for line in lines.iter().filter(|line| is_ours(line)) {
            chain.check(line.trim_ascii_end());
        }
        let renewed = trials.iter().map(|one| (one.0.number(), one));
        let renewed: BTreeMap<usize, &Timed<'_>> = renewed.collect();
        let mut text = Vec::new();
        for (line, bytes) in (first_line + 1..).zip(&after) {
            let place = places.0.get(&line);
            match place.and_then(|place| Some((place, renewed.get(&place.number)?))) {
                _ if place.is_some_and(|place| place.number >= kept) => {}
                Some((place, (trial, began, ended))) if place.last => {
                    let again = self.superseded.iter().any(|(_, number)| *number == place.number);
                    text.extend(chain.seal(&self.line(trial, *began, *ended, again)).bytes());
                }
                _ => text.extend(again(bytes, &mut chain)),
            }
        }
        let same: usize = lines.iter().map(|line| line.len()).sum();
        self.replace(same..bytes.len(), &text, &bytes)?;
        (self.lines, self.superseded) = places.without(kept);
        (self.done, self.chain) = (kept, chain);
        Ok(())
    }

    /// Writes what is to stand behind the first bytes; where there is no room, what stood there.
    fn replace(&self, range: Range<usize>, text: &[u8], before: &[u8]) -> Result<(), StudyError> {
        let write = |bytes: &[u8]| {
            let mut file = &self.file;
            self.cut(range.start as u64)?;
            let written = file.write_all(bytes).and_then(|()| file.sync_data());
            written.map_err(|error| io_error(&self.path, "written", error))
        };
        write(text).inspect_err(|_| {
            // Where this fails too, trials at the end are fitted once more.
            let _ = write(&before[range.clone()]);
        })
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

    /// The first that is written anew or goes.
    fn first(&self, renewed: impl Iterator<Item = usize>, kept: usize) -> Option<usize> {
        let renewed: BTreeSet<usize> = renewed.collect();
        let changes = |place: &Place| place.number >= kept || place.last && renewed.contains(&place.number);
        self.0
            .iter()
            .find(|(_, place)| changes(place))
            .map(|(line, _)| *line)
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
    match is_ours(line) {
        true => chain.seal_again(text).into_bytes(),
        false => line.to_vec(),
    }
}
