//! Which fields of a column are dates and times, and in which order its dates can be read.

use std::collections::BTreeSet;

use super::dates::Moment;
use super::meaning::truth;
use super::offsets::Offsets;
use super::options::DateOrder;
use crate::text::shorten;

/// How many fields of a column are moments, in each order that dates may have.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// None without texts: a table may have many columns of numbers.
    orders: Option<Box<[Count; DateOrder::ALL.len()]>>,
    /// How many fields are moments with the day first and with the month first.
    either: u64,
    texts: u64,
    /// How many are moments in any order.
    moments: u64,
    /// The first time of day alone and the first date, with their lines.
    kinds: [Option<Lined>; 2],
    /// The first text like `24:48:00`, which is no time of day, with its line, and how many there are.
    past_a_day: (Option<Lined>, u64),
    /// How many of the first numbers are dates of digits alone.
    digits: u64,
    /// The first that says false, and the first that says true.
    truths: [Option<String>; 2],
    /// How many say so.
    true_or_false: u64,
    /// Different ones, up to one more than are few.
    different: BTreeSet<String>,
}

/// A text, with its line.
type Lined = (u64, Box<str>);

/// This many different texts may be categories.
const FEW: usize = 20;

/// A longer text is counted with those that begin alike.
const LONG: usize = 64;

/// What was read in one order.
#[derive(Clone, Debug, Default)]
struct Count {
    moments: u64,
    kind: Option<(bool, bool)>,
    month_named: bool,
    short_years: bool,
    past_midnight: bool,
    offsets: Offsets,
    /// The first of them, with its line.
    first: Option<(u64, String)>,
    /// The first field that is none, with its line.
    odd: Option<(u64, String)>,
}

/// A column of moments.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Dated {
    pub(super) order: DateOrder,
    /// Whether there are dates and times.
    pub(super) kind: (bool, bool),
    pub(super) moments: u64,
    /// The first of them, with its line; none of digits alone.
    pub(super) first: Option<(u64, String)>,
    /// Whether any has a word for its month.
    pub(super) month_named: bool,
    /// Whether any has a year of two digits.
    pub(super) short_years: bool,
    /// Whether any is at another time of its day than midnight.
    pub(super) past_midnight: bool,
    /// Which of them have an offset from UTC; those of digits alone have none.
    pub(super) offsets: Offsets,
    /// Whether all are of digits alone.
    pub(super) of_digits: bool,
    /// The first field that is no moment, with its line.
    pub(super) odd: Option<(u64, String)>,
    /// Whether as many are moments with the month first as with the day.
    pub(super) ambiguous: bool,
    /// Whether these are the same fields.
    pub(super) either: bool,
}

impl Tally {
    /// Adds a field of text.
    pub(super) fn push(&mut self, text: &str, line: u64) {
        self.texts += 1;
        if let Some(truth) = truth(text) {
            self.true_or_false += 1;
            self.truths[usize::from(truth)].get_or_insert_with(|| text.trim_ascii().to_owned());
        }
        let start = &text[..text.floor_char_boundary(LONG)];
        if self.different.len() <= FEW && !self.different.contains(start) {
            self.different.insert(start.to_owned());
        }
        let (mut orders, mut own) = (0, None);
        for (order, count) in DateOrder::ALL
            .into_iter()
            .zip(self.orders.get_or_insert_default().iter_mut())
        {
            let moment = Moment::parse(text, order);
            own = own.or(moment);
            match moment.and_then(|moment| Some((moment, moment.kind(count.kind)?))) {
                Some((moment, kind)) => {
                    count.kind = Some(kind);
                    count.month_named |= moment.month_named();
                    count.short_years |= moment.short_year();
                    count.past_midnight |= moment.is_past_midnight();
                    if kind.0 {
                        count.offsets.push(moment.offset(), (line, text));
                    }
                    count.moments += 1;
                    orders += u64::from(order != DateOrder::YearFirst);
                    if count.first.is_none() {
                        count.first = Some((line, shorten(text)));
                    }
                }
                None if count.odd.is_none() => count.odd = Some((line, shorten(text))),
                None => {}
            }
        }
        self.either += orders / 2;
        if own.is_none() && is_past_a_day(text) {
            self.past_a_day
                .0
                .get_or_insert_with(|| (line, shorten(text).into()));
            self.past_a_day.1 += 1;
        }
        if let Some((dates, _)) = own.and_then(|moment| moment.kind(None)) {
            self.moments += 1;
            self.kinds[usize::from(dates)].get_or_insert_with(|| (line, shorten(text).into()));
        }
    }

    /// The first time of day and the first date, where a column of this many numbers has both and more of them than
    /// of anything else.
    pub(super) fn mixed(&self, numbers: u64) -> Option<(Lined, Lined)> {
        let [time, date] = self.kinds.clone();
        let others = numbers + self.texts - self.moments;
        Some((time?, date?)).filter(|_| self.moments > others)
    }

    /// The first text like `24:48:00` among times of day, where a column of this many numbers has more of both than of
    /// anything else.
    pub(super) fn past_a_day(&self, numbers: u64) -> Option<&Lined> {
        let (first, count) = &self.past_a_day;
        let clocks = self.moments + count;
        let times = self.kinds[0].is_some() && self.kinds[1].is_none();
        first
            .as_ref()
            .filter(|_| times && clocks > numbers + self.texts - clocks)
    }

    /// Adds a field that is a number, as this many before it were.
    pub(super) fn push_number(&mut self, text: &str, before: u64) {
        if self.digits == before && Moment::of_digits(text).is_some() {
            self.digits += 1;
        }
    }

    /// The dates of a column of this many numbers, if each is one and they are more than its texts.
    pub(super) fn of_digits(&self, numbers: u64) -> Option<Dated> {
        let most = self.is_of_digits(numbers) && self.texts < numbers;
        most.then_some(Dated {
            order: DateOrder::YearFirst,
            kind: (true, false),
            moments: numbers,
            first: None,
            month_named: false,
            short_years: false,
            past_midnight: false,
            offsets: Offsets::default(),
            of_digits: true,
            odd: None,
            ambiguous: false,
            either: false,
        })
    }

    /// Takes a spelling that it lacks from another.
    pub(super) fn spell_truths_as(&mut self, other: &Self) {
        for (own, other) in self.truths.iter_mut().zip(&other.truths) {
            *own = own.take().or_else(|| other.clone());
        }
    }

    /// How false and true are written in a column of nothing else.
    pub(super) fn truths(&self) -> Option<&[Option<String>; 2]> {
        (self.texts > 0 && self.true_or_false == self.texts).then_some(&self.truths)
    }

    /// Whether there are few different texts, some of them in several rows.
    pub(super) fn may_be_categories(&self) -> bool {
        self.different.len() <= FEW && self.texts > self.different.len() as u64
    }

    /// Leaves fields that are no moments out of account.
    pub(super) fn forget_others(&mut self) {
        let counts = self.orders.iter_mut().flat_map(|orders| orders.iter_mut());
        counts.for_each(|count| count.odd = None);
    }

    /// Leaves texts out of account, beside which all of this many numbers may be dates.
    pub(super) fn drop_texts(&mut self) {
        let digits = self.digits;
        *self = Self {
            digits,
            ..Self::default()
        };
    }

    /// Whether this many numbers are there, and each can be a date.
    pub(super) fn is_of_digits(&self, numbers: u64) -> bool {
        numbers > 0 && self.digits == numbers
    }

    /// Whether any field is a moment.
    pub(super) fn has_moments(&self) -> bool {
        let mut counts = self.orders.iter().flat_map(|orders| orders.iter());
        counts.any(|count| count.moments > 0)
    }

    /// The order in which the most fields are moments; `asked` decides between the orders of day and month.
    pub(super) fn dated(&self, asked: Option<DateOrder>) -> Option<Dated> {
        let [year, day, month] = self.orders.as_deref()?;
        let day_or_month = match asked {
            Some(DateOrder::YearFirst) => (DateOrder::YearFirst, year),
            Some(DateOrder::MonthFirst) => (DateOrder::MonthFirst, month),
            None if month.moments > day.moments => (DateOrder::MonthFirst, month),
            _ => (DateOrder::DayFirst, day),
        };
        let (order, count) = match day_or_month.1.moments > year.moments {
            true => day_or_month,
            false => (DateOrder::YearFirst, year),
        };
        let ambiguous = order != DateOrder::YearFirst && asked.is_none() && day.moments == month.moments;
        Some(Dated {
            order,
            kind: count.kind?,
            moments: count.moments,
            first: count.first.clone(),
            month_named: count.month_named,
            short_years: count.short_years,
            past_midnight: count.past_midnight,
            offsets: count.offsets.clone(),
            of_digits: false,
            odd: count.odd.clone(),
            ambiguous,
            either: ambiguous && self.either == day.moments,
        })
    }
}

/// Whether a text is hours, minutes and seconds, and more than a day has: `24:00:00` is the midnight that ends one.
pub(super) fn is_past_a_day(text: &str) -> bool {
    let parts: Vec<&str> = text.trim_ascii().split(':').collect();
    let &[hours, minutes, seconds] = parts.as_slice() else {
        return false;
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_sixtieth = |text: &str| text.len() == 2 && are_digits(text) && text < "60";
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let is_clock = are_digits(hours) && is_sixtieth(minutes) && is_sixtieth(whole) && are_digits(fraction);
    let some = [minutes, whole, fraction]
        .iter()
        .any(|part| part.bytes().any(|digit| digit != b'0'));
    is_clock
        && hours
            .parse::<u32>()
            .is_ok_and(|hours| hours > 24 || hours == 24 && some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_the_one_in_which_all_can_be_read() {
        let dated = |texts: &[&str], asked| {
            let mut tally = Tally::default();
            texts
                .iter()
                .zip(2..)
                .for_each(|(text, line)| tally.push(text, line));
            tally.dated(asked)
        };
        let order = |texts: &[&str]| dated(texts, None).map(|dated| (dated.order, dated.ambiguous));
        assert_eq!(
            order(&["1/2/2024", "31/12/2024"]),
            Some((DateOrder::DayFirst, false))
        );
        assert_eq!(
            order(&["1/2/2024", "12/31/2024 10:00"]),
            Some((DateOrder::MonthFirst, false))
        );
        assert_eq!(
            order(&["1/2/2024", "2-3-2024"]),
            Some((DateOrder::DayFirst, true))
        );
        assert_eq!(order(&["1.2.2024"]), Some((DateOrder::DayFirst, false)));
        assert_eq!(
            order(&["2024-01-02", "12:30"]),
            Some((DateOrder::YearFirst, false))
        );
        assert_eq!(order(&["1-2-24", "1/2", "3.5", "red"]), None);
        let asked = dated(&["1/2/2024", "31/12/2024"], Some(DateOrder::MonthFirst)).expect("dates");
        assert_eq!((asked.order, asked.ambiguous), (DateOrder::MonthFirst, false));
        assert_eq!(asked.odd, Some((3, "31/12/2024".to_owned())));
    }

    #[test]
    fn durations_are_longer_than_a_day() {
        for (text, is) in [
            ("24:48:00", true),
            ("24:00:00.5", true),
            ("100:00:00", true),
            ("24:00:00", false),
            ("24:00:00.000", false),
            ("23:59:59", false),
            ("25:+5:00", false),
            ("25:00:-3", false),
            ("25:60:00", false),
            ("25:00:00.e1", false),
            (":00:00", false),
        ] {
            assert_eq!(is_past_a_day(text), is, "{text}");
        }
    }
}
