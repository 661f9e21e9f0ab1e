//! What a command has understood of its data: one block on stderr, and an object in `--json`.

use std::io::Write as _;

use mcutune::text::{counted, float};
use mcutune::{
    ClassCount, Coarse, Data, Matched, Model, OutputSummary, Scoring, Summary, TargetColumn, TargetSummary,
    Task,
};
use serde_json::{Value as Json, json};

use crate::cli::print::{shown, wrapped};
use crate::cli::warnings::Warnings;

/// Names that a line lists before it counts the rest.
const NAMES: usize = 6;

/// What a command has understood of its data.
#[derive(Debug)]
pub struct Understood {
    summary: Summary,
    lines: Vec<String>,
    /// Which scores take which class as positive, and what is to say of it.
    positive: Vec<(Vec<&'static str>, String)>,
    json: Json,
}

impl Understood {
    /// Of data to learn from.
    pub fn training(data: &Data) -> Self {
        let summary = data.summary();
        let mut lines = of_windows(data);
        lines.push(rows(&summary, &features(&summary.features)));
        lines.extend(summary.target.as_ref().map(target));
        lines.extend(spread(&summary));
        match data.windowed() {
            None => lines.extend(suspects(&summary)),
            Some(_) => lines.extend(constant_features(&summary)),
        }
        Self::of(data, summary, lines)
    }

    /// Of data that a model is to be judged by.
    pub fn answering(data: &Data, model: &Model, matched: &Matched) -> Self {
        Self::of_model(data, model, matched, "compared with the column")
    }

    /// Of data that a fit which begins from a model is to learn from.
    pub fn continuing(data: &Data, model: &Model, matched: &Matched) -> Self {
        Self::of_model(data, model, matched, "learns the column")
    }

    /// Of data that a model is to answer, whatever the answers should be.
    pub fn predicting(data: &Data, model: &Model, matched: &Matched) -> Self {
        Self::of_model(data, model, matched, "not used: the target")
    }

    /// `of_target` is said of the target that the data have, before its name.
    fn of_model(data: &Data, model: &Model, matched: &Matched, of_target: &str) -> Self {
        let summary = data.summary();
        let how = match matched.by_name {
            true => "matched by name",
            false => "in this order, for they have no names in common",
        };
        let columns = model.preprocess().column_names();
        let columns: Vec<String> = columns.into_iter().map(str::to_owned).collect();
        let mut lines = of_windows(data);
        lines.push(rows(&summary, &format!("{} {how}", features(&columns))));
        if !matched.left.is_empty() {
            let target = match matched.by_name {
                true if matched.left == [model.target()] => ", the target",
                true => "",
                false => ", taken for the target",
            };
            lines.push(format!("not used: {}{target}", some(&matched.left)));
        }
        lines.extend(data.target().zip(data.target_name()).map(|target| match target {
            (TargetColumn::Labels { names, .. } | TargetColumn::Outputs { names, .. }, _) => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!("{of_target}s {}", names.join(", "))
            }
            (_, name) => format!("{of_target} `{name}`"),
        }));
        let mut understood = Self::of(data, summary.without(&matched.left), lines);
        understood.json["matched"] = json!({
            "by_name": matched.by_name,
            "not_used": matched.left,
        });
        understood
    }

    fn of(data: &Data, summary: Summary, lines: Vec<String>) -> Self {
        let mut json = json!(summary);
        json["notes"] = data.notes().iter().map(ToString::to_string).collect();
        if let Some(windowed) = data.windowed() {
            json["windows"] = json!(windowed.summary());
            let notes = windowed.recordings().notes().iter();
            json["windows"]["notes"] = notes.map(ToString::to_string).collect();
        }
        Self {
            summary,
            lines,
            positive: Vec::new(),
            json,
        }
    }

    /// Of which of two classes a score is, where it is of one.
    pub fn positive(&mut self, scoring: Scoring, class: Option<String>, classes: &[String]) {
        let (class, why) = match (class, classes) {
            (Some(class), _) => (class, "; --pos-label CLASS takes the other"),
            (None, [_, second]) if scoring.takes_second() => {
                (second.clone(), ", the second, as in scikit-learn")
            }
            (None, _) => return,
        };
        self.json["pos_label"][scoring.name()] = json!(class);
        let said = format!("the class `{class}` as positive{why}");
        match self.positive.iter_mut().find(|(_, other)| *other == said) {
            Some((scorings, _)) => scorings.push(scoring.name()),
            None => self.positive.push((vec![scoring.name()], said)),
        }
    }

    /// Adds a line to the block.
    pub fn note(&mut self, line: String) {
        self.lines.push(line);
    }

    /// Writes the lines that were not written yet.
    pub fn say(&mut self, quiet: bool) {
        let positive = std::mem::take(&mut self.positive).into_iter();
        let positive = positive.map(|(scorings, said)| {
            let take = if scorings.len() == 1 { "takes" } else { "take" };
            format!("{} {take} {said}", scorings.join(", "))
        });
        let lines: Vec<String> = std::mem::take(&mut self.lines)
            .into_iter()
            .chain(positive)
            .collect();
        if quiet {
            return;
        }
        let block = lines.iter().map(|line| wrapped(&shown(line)) + "\n");
        let block: String = block.collect();
        // a closed stderr must not end the command
        let _ = std::io::stderr().write_all(block.as_bytes());
    }

    /// The same for programs.
    pub fn json(&self) -> &Json {
        &self.json
    }

    /// Of columns that only number the rows, as the index does that pandas saves.
    pub fn warn_of_index(&self, warnings: &mut Warnings) {
        let names = &self.summary.index_like;
        if !names.is_empty() {
            let nameless = names.iter().all(|name| self.summary.unnamed.contains(name));
            let what = if nameless { "without a name " } else { "" };
            warnings.add(format!(
                "a column {what}only numbers the rows, as an index does, and would be learnt from: {}; {}",
                some(names),
                drop(&self.summary, names)
            ));
        }
    }

    /// Of a target that nobody named and that grows from row to row, as an index does.
    pub fn warn_of_growing_target(&self, warnings: &mut Warnings) {
        if let (true, Some(target)) = (self.summary.target_grows, &self.summary.target) {
            warnings.add(format!(
                "the target `{}`, the last column, grows from row to row, as an index or a clock does; if it is not to be \
                 predicted, name another with `--target`",
                name(target)
            ));
        }
    }

    /// Whether the target loses values in f32.
    pub fn merges_target(&self) -> bool {
        self.summary.coarse_target.is_some()
    }

    /// Of columns whose values f32 merges, the target among them.
    pub fn warn_of_coarse(&self, warnings: &mut Warnings) {
        for coarse in &self.summary.coarse {
            let (column, offset) = (&coarse.column, coarse.offset);
            if coarse.is_tiny() {
                let (distinct, kept) = (coarse.distinct, coarse.kept);
                warnings.add(format!(
                    "column `{column}` has {distinct} different values, of which f32 keeps {kept}, for they are nearer \
                     to 0 than 1e-38; write them in another unit"
                ));
                continue;
            }
            warnings.add(format!(
                "column `{column}` has {} different values, of which f32 keeps {}, for they are large and close \
                 to each other; {} subtracts their offset, {offset}, while it is read, and {} leaves it out",
                coarse.distinct,
                coarse.kept,
                flag("--center", &self.summary, std::slice::from_ref(column)).unwrap_or("--center".into()),
                flag("--drop", &self.summary, std::slice::from_ref(column)).unwrap_or("--drop".into()),
            ));
        }
        // One that loses more is an error.
        if let Some(coarse) = self
            .summary
            .coarse_target
            .as_ref()
            .filter(|lost| !lost.is_too_much())
        {
            let Coarse {
                column,
                offset,
                distinct,
                kept,
                r2_lost,
                ..
            } = coarse;
            let lost = r2_lost.map_or(String::new(), |lost| {
                // at least what its last digit can say
                format!(", which takes {:.6} from r2", lost.max(1e-6))
            });
            warnings.add(format!(
                "the target `{column}` has {distinct} different values, of which f32 keeps {kept}{lost}; none is \
                 lost where {offset} is subtracted from them first, and added to what is predicted"
            ));
        }
    }

    /// Where a target's numbers may be meant as classes, or its classes as numbers.
    pub fn warn_of_task(&self, task: Task, warnings: &mut Warnings) {
        match &self.summary.target {
            Some(TargetSummary::Classify {
                name,
                classes,
                numeric: true,
            }) if classes.len() > MANY && task == Task::Auto => warnings.add(format!(
                "the target `{name}` has {} different numbers, each taken for a class; if it is a number to \
                 predict, give --task regress",
                classes.len()
            )),
            Some(TargetSummary::Regress {
                name,
                min,
                distinct: 1,
                ..
            }) => warnings.add(format!(
                "the target `{name}` is {} in every row, so there is nothing to learn from it; another can be named with \
                 --target COLUMN",
                number(*min)
            )),
            Some(TargetSummary::Regress {
                name,
                distinct,
                whole,
                ..
            }) if are_few(*distinct, *whole, self.summary.rows, task) => {
                warnings.add(format!(
                    "the target `{name}` has only {}, {}taken for values; if they are classes, give --task classify",
                    counted(*distinct, "different number"),
                    if *whole { "all whole, " } else { "" },
                ));
            }
            _ => {}
        }
    }
}

/// A network this small seldom learns more classes than that.
const MANY: usize = 20;

/// Whether so few different values of a target, which are `whole` or not, may be classes.
fn are_few(distinct: usize, whole: bool, rows: usize, task: Task) -> bool {
    let come_again = distinct * 4 <= rows;
    match whole {
        true => distinct <= MANY || task == Task::Auto && come_again,
        false => distinct <= MANY && come_again,
    }
}

/// What recordings were understood to be, and how windows were cut; none of other rows.
pub fn of_windows(data: &Data) -> Vec<String> {
    let Some(windowed) = data.windowed() else {
        return Vec::new();
    };
    let (recordings, summary) = (windowed.recordings(), windowed.summary());
    let mut lines = vec![format!(
        "{} of {}, {} samples a second",
        counted(recordings.all().len(), "recording"),
        some(recordings.axes()),
        recordings.rate()
    )];
    lines.extend(recordings.notes().iter().map(ToString::to_string));
    lines.push(format!(
        "{}: {}",
        summary.stage,
        counted(summary.windows, "window")
    ));
    if summary.too_short > 0 {
        let more = summary.too_short - summary.without.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        lines.push(format!(
            "{} without a window, shorter than one: {}{more}",
            counted(summary.too_short, "recording"),
            summary.without.join(", ")
        ));
    }
    lines
}

/// Rows, features, and what was left out.
fn rows(summary: &Summary, features: &str) -> String {
    let mut line = format!("{}: {}, {features}", summary.source, counted(summary.rows, "row"));
    if summary.rows_left_out > 0 {
        line += &format!("; {} with gaps left out", counted(summary.rows_left_out, "row"));
    }
    if !summary.dropped.is_empty() {
        line += &format!("; dropped: {}", some(&summary.dropped));
    }
    if let Some(groups) = &summary.groups {
        line += &format!(
            "; split by: {} ({})",
            groups.column,
            counted(groups.groups, "value")
        );
    }
    if let Some(weights) = &summary.weights {
        line += &format!("; weighed by: {weights}");
    }
    line
}

fn features(names: &[String]) -> String {
    match names {
        [many @ .., last] if names.len() > NAMES => {
            format!(
                "{} ({}, ..., {last})",
                counted(names.len(), "feature"),
                many[..2].join(", ")
            )
        }
        few => format!("{} ({})", counted(few.len(), "feature"), few.join(", ")),
    }
}

fn name(target: &TargetSummary) -> &str {
    match target {
        TargetSummary::Classify { name, .. }
        | TargetSummary::Regress { name, .. }
        | TargetSummary::Labels { name, .. }
        | TargetSummary::Outputs { name, .. } => name,
    }
}

/// What is to be predicted, and how to change it.
fn target(target: &TargetSummary) -> String {
    match target {
        TargetSummary::Labels { labels, .. } => {
            let of_label = |one: &ClassCount| format!("`{}` ({})", one.class, counted(one.rows, "row"));
            let labels: Vec<String> = labels.iter().map(of_label).collect();
            format!(
                "targets: {}, {}; --task regress predicts them as numbers",
                counted(labels.len(), "label"),
                labels.join(", ")
            )
        }
        TargetSummary::Outputs { outputs, .. } => {
            let of_output =
                |one: &OutputSummary| format!("`{}` ({} to {})", one.name, number(one.min), number(one.max));
            let outputs: Vec<String> = outputs.iter().map(of_output).collect();
            format!(
                "targets: {}, {}",
                counted(outputs.len(), "number"),
                outputs.join(", ")
            )
        }
        TargetSummary::Classify {
            name,
            classes,
            numeric,
        } => {
            let change = match *numeric && classes.len() > 1 {
                true => "; --task regress predicts it as a number",
                false => "",
            };
            let count = counted(classes.len(), "class");
            format!("target `{name}`: {count}{}{change}", named(classes))
        }
        TargetSummary::Regress {
            name,
            min,
            max,
            distinct,
            whole,
        } => {
            let change = match *whole && *distinct > 1 {
                true => "; --task classify takes each for a class",
                false => "",
            };
            format!(
                "target `{name}`: a number, {} to {}, {}{change}",
                number(*min),
                number(*max),
                counted(*distinct, "different value")
            )
        }
    }
}

/// A number in its fewest digits, with an exponent where Python's `repr` has one.
fn number(number: f64) -> String {
    let text = float(number);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// The classes, and how many rows each has.
fn named(classes: &[ClassCount]) -> String {
    /// So few have their counts beside them.
    const FEW: usize = 3;
    let least = classes.iter().map(|one| one.rows).min().unwrap_or(0);
    let most = classes.iter().map(|one| one.rows).max().unwrap_or(0);
    if classes.len() <= FEW && least != most {
        let each: Vec<String> = classes
            .iter()
            .map(|one| format!("{} ({})", one.class, counted(one.rows, "row")))
            .collect();
        return format!(", {}", each.join(", "));
    }
    let names: Vec<String> = classes.iter().map(|one| one.class.clone()).collect();
    let names = match consecutive(&names) {
        Some(range) => format!(" {range}"),
        None => format!(", {}", some(&names)),
    };
    match least == most {
        true if least == 1 && classes.len() > FEW => {
            format!("{names} (1 row each: is it a number in another spelling, a date or a name?)")
        }
        true => format!("{names} ({} each)", counted(least, "row")),
        false => format!("{names} ({least} to {most} rows each)"),
    }
}

/// Whole numbers without a gap, as a range; codes such as `007` are none.
fn consecutive(names: &[String]) -> Option<String> {
    let whole = |name: &String| {
        name.parse()
            .ok()
            .filter(|number: &i64| number.to_string() == *name)
    };
    let numbers: Vec<i64> = names.iter().map(whole).collect::<Option<_>>()?;
    let follows = numbers
        .windows(2)
        .all(|pair| pair[0].checked_add(1) == Some(pair[1]));
    let (first, last) = (numbers.first()?, numbers.last()?);
    (follows && numbers.len() > 2).then(|| format!("{first}..{last}"))
}

/// Columns that are not taken as they are.
fn spread(summary: &Summary) -> Option<String> {
    let filled = (!summary.filled.is_empty()).then(|| format!("gaps filled: {}", some(&summary.filled)));
    let one_hot = (!summary.one_hot.is_empty()).then(|| {
        let names = &summary.one_hot;
        format!("one-hot: {} ({})", some(names), drop(summary, names))
    });
    let numbers = (!summary.numeric_categories.is_empty()).then(|| {
        let names = &summary.numeric_categories;
        let own: Vec<String> = names
            .iter()
            .filter(|name| !summary.date_parts.contains_key(*name))
            .cloned()
            .collect();
        let more = flag("--categories", summary, &own).map(|flag| format!(" ({flag} takes them for such)"));
        format!(
            "taken as numbers, not categories: {}{}",
            some(names),
            more.unwrap_or_default()
        )
    });
    let minus = summary
        .centered
        .iter()
        .map(|(column, offset)| format!("{column} minus {offset}"));
    let centered =
        (!summary.centered.is_empty()).then(|| format!("centred: {}", some(&minus.collect::<Vec<_>>())));
    let all = one_hot.into_iter().chain(numbers).chain(filled).chain(centered);
    let both: Vec<String> = all.collect();
    (!both.is_empty()).then(|| both.join("; "))
}

/// Features of windows that tell nothing; no column holds them, so that none can be left out.
fn constant_features(summary: &Summary) -> Option<String> {
    let names = &summary.constant;
    (!names.is_empty()).then(|| format!("the same in all windows: {}", some(names)))
}

/// Columns that may not be meant as features, and how to leave them out.
fn suspects(summary: &Summary) -> Vec<String> {
    [
        ("the same in all rows", &summary.constant),
        ("text of its own in nearly each row", &summary.near_unique),
        ("grows from row to row like a clock", &summary.time_like),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(what, names)| format!("{what}: {}; {}", some(names), drop(summary, names)))
    .collect()
}

/// The flags that leave out columns; those of parts of dates, which no flag names, leave out all of a date.
fn drop(summary: &Summary, names: &[String]) -> String {
    let is_part = |name: &&String| summary.date_parts.contains_key(*name);
    let own: Vec<String> = names.iter().filter(|name| !is_part(name)).cloned().collect();
    let mut dates: Vec<String> = names
        .iter()
        .filter_map(|name| summary.date_parts.get(name))
        .cloned()
        .collect();
    dates.dedup();
    let (it, them) = ("leaves it out", "leaves them out");
    let own = (!own.is_empty()).then(|| match flag("--drop", summary, &own) {
        None => "--drop COLUMN leaves one out".to_owned(),
        Some(flag) if own.len() < names.len() => format!("{flag} leaves out {}", some(&own)),
        Some(flag) => format!("{flag} {}", if own.len() == 1 { it } else { them }),
    });
    let dates = (!dates.is_empty()).then(|| {
        let flag = flag("--drop", summary, &dates).unwrap_or("--drop COLUMN".into());
        format!(
            "{flag} leaves out all parts of {}, --dates number makes one number of them",
            some(&dates)
        )
    });
    own.into_iter().chain(dates).collect::<Vec<_>>().join("; ")
}

/// A flag with columns: one without a name goes by its position, where that is no column's name.
fn flag(flag: &str, summary: &Summary, names: &[String]) -> Option<String> {
    if names.is_empty() || names.len() > NAMES || names.iter().any(|name| name.contains(',')) {
        return None;
    }
    let is_unnamed = |name: &String| {
        let mut unnamed = summary.unnamed.iter();
        unnamed.any(|one| summary.date_parts.get(one).unwrap_or(one) == name)
    };
    let others = || {
        summary
            .features
            .iter()
            .chain(&summary.dropped)
            .map(String::as_str)
    };
    let target = summary.target.as_ref().map(self::name);
    let is_name = |text: &str| others().chain(target).any(|other| other == text);
    let is_position = |text: &str| text.parse::<usize>().is_ok() && !is_name(text);
    let value = |name: &String| match name.strip_prefix('x') {
        Some(position) if is_unnamed(name) && is_position(position) => position.to_owned(),
        _ => shlex::try_quote(name).map_or(name.clone(), |quoted| quoted.into_owned()),
    };
    let values: Vec<String> = names.iter().map(value).collect();
    let between = if names[0].starts_with('-') { '=' } else { ' ' };
    Some(format!("{flag}{between}{}", values.join(",")))
}

/// Enough names to see which they are.
fn some(names: &[String]) -> String {
    match names {
        [many @ .., last] if names.len() > NAMES => {
            format!(
                "{}, ..., {last} ({} in all)",
                many[..NAMES - 2].join(", "),
                names.len()
            )
        }
        few => few.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_far_from_1_have_an_exponent() {
        for (value, text) in [
            (1e-30, "1e-30"),
            (-2.5e30, "-2.5e+30"),
            (101_325.0, "101325"),
            (0.0001, "0.0001"),
            (0.0, "0"),
            (1.000_000_000_1, "1.0000000001"),
        ] {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn classes_that_follow_one_another_are_a_range() {
        let range =
            |names: &[&str]| consecutive(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>());
        assert_eq!(range(&["0", "1", "2"]).as_deref(), Some("0..2"));
        assert_eq!(range(&["000", "001", "002"]), None);
        assert_eq!(range(&["0", "1", "3"]), None);
        assert_eq!(range(&["a", "b", "c"]), None);
    }
}
