//! An error of the library becomes advice about a flag: a function per error type, and one that
//! finds it.

use std::fmt;
use std::path::Path;

use clap::CommandFactory as _;
use mcutune::core::error::Error as CoreError;
use mcutune::{
    Asked, DataError, Difference, Dtype, Error, FitError, Location, ModelError, Nul, PosLabelError,
    PrepareError, StudyError, TextKind, Unused, Warning,
};

use mcutune::text::counted;

use crate::cli::failure::Failure;
use crate::cli::flags::Cli;

/// What helps: alternatives, of which a command offers those whose flags it has.
struct Hint(Vec<String>);

impl<T: Into<String>> From<T> for Hint {
    fn from(text: T) -> Self {
        Self(vec![text.into()])
    }
}

impl Hint {
    fn or(mut self, text: impl Into<String>) -> Self {
        self.0.push(text.into());
        self
    }

    /// What a command with some flags offers, if it has any of them; `bars` is the flag that was given and
    /// keeps another from being so.
    fn of(self, has: &dyn Fn(&str) -> bool, bars: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let mut offered = self.0;
        offered.retain(|text| flags(text).all(has));
        for text in &mut offered {
            let barring = flags(text).find_map(bars);
            if let Some(flag) = barring.filter(|flag| !flags(text).any(|own| own == flag)) {
                *text += &format!(", and no `--{flag}`");
            }
        }
        (!offered.is_empty()).then(|| offered.join(", or "))
    }
}

/// The flags that a text names: between backticks the first word is one, or none is.
fn flags(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split('`').enumerate();
    let words = pieces.flat_map(|(i, piece)| {
        let counted = if i % 2 == 1 { 1 } else { usize::MAX };
        piece.split([' ', '=']).take(counted)
    });
    words.filter_map(|word| {
        let name = word.strip_prefix("--")?;
        Some(name.trim_end_matches(|c: char| !c.is_ascii_alphanumeric())).filter(|name| !name.is_empty())
    })
}

/// What is wrong, and which of the command's flags helps, if it goes with those that were `given`.
pub fn message(error: &Failure, command: &str, given: &dyn Fn(&str) -> bool) -> String {
    let program = Cli::command();
    let command = program.find_subcommand(command);
    let find = |flag: &str| {
        let mut all = command.into_iter().flat_map(clap::Command::get_arguments);
        all.find(|argument| argument.get_long() == Some(flag))
    };
    let bars = |flag: &str| {
        let barring = command?.get_arg_conflicts_with(find(flag)?).into_iter();
        let mut barring = barring.filter(|argument| given(argument.get_id().as_str()));
        Some(barring.find_map(clap::Arg::get_long)?.to_owned())
    };
    match error.downcast_ref() {
        Some(search) => of_search(search),
        None => {
            let hint = of(error).and_then(|hint| hint.of(&|flag| find(flag).is_some(), &bars));
            with(error, hint)
        }
    }
}

fn with(error: impl fmt::Display, hint: Option<String>) -> String {
    match hint {
        Some(hint) => format!("{error}; {hint}"),
        None => error.to_string(),
    }
}

/// Of a command that has every flag that its errors are about.
fn with_all(error: impl fmt::Display, hint: Option<Hint>) -> String {
    with(error, hint.and_then(|hint| hint.of(&|_| true, &|_| None)))
}

/// What helps against an error, if a flag does.
fn of(error: &Failure) -> Option<Hint> {
    if let Some(error) = error.downcast_ref() {
        return of_data(error);
    }
    if let Some(error) = error.downcast_ref() {
        return of_prepare(error);
    }
    if let Some(error) = error.downcast_ref() {
        return of_model(error);
    }
    if let Some(error) = error.downcast_ref() {
        return hint_of_study(error);
    }
    error.downcast_ref().and_then(of_fit)
}

const ANOTHER_TARGET: &str = "name another target with `--target COLUMN`";

fn of_data(error: &DataError) -> Option<Hint> {
    Some(match error {
        DataError::HeaderOnly { .. } => "if line 1 is data, give `--no-header`".into(),
        DataError::AllDropped { .. } => {
            "give `--missing mean` or `--missing median`, or drop a column with `--drop COLUMN`".into()
        }
        DataError::FieldCount {
            at, before, comment, ..
        } => {
            let delimited = matches!(at, Location::Line { path, .. } if is_delimited(path));
            of_lines(*before, *comment, "correct the line", delimited)
        }
        DataError::BadLines {
            kind: Some(kind), ..
        } => match as_number(*kind) {
            Some(number) => format!("{number}; else correct the lines, or give `--bad-lines skip`").into(),
            None => "correct the lines, or give `--bad-lines skip`".into(),
        },
        DataError::BadLines {
            path, before, comment, ..
        } => of_lines(*before, *comment, "correct the lines", is_delimited(path)),
        DataError::NoGoodLine { .. } => "is the delimiter right (`--delimiter`)?".into(),
        DataError::UnitsRow { column, text, .. } => {
            let gap = gap(text).map_or(String::new(), |flag| format!("{flag} or "));
            let drop = flag("--drop", column);
            format!("give `--units-row` if it holds units; else correct the line, or give {gap}{drop}").into()
        }
        DataError::SeveralFiles { .. } => {
            Hint::from("give `--label-from name` or `--label-from folder` for a class a file")
                .or("`--target COLUMN`")
        }
        DataError::LabelColumn { column, .. } => {
            let (drop, target) = (flag("--drop", column), flag("--target", column));
            Hint::from(format!("leave it out with {drop}")).or(format!("give {target} and no `--label-from`"))
        }
        DataError::NoLabel { .. } => "give its path with the folder, or `--label-from name`".into(),
        DataError::NoArray { .. } => "name the arrays with `--x` and `--y`".into(),
        DataError::NoTargetArray { .. } => {
            Hint::from("give the target's file with `--y FILE`")
                .or("one of the array's columns with `--target N`")
        }
        DataError::SeveralTargets { .. } => "name it with `--target COLUMN`".into(),
        DataError::NotUtf8 { .. } => "give its encoding, such as `--encoding latin1`".into(),
        DataError::NulByte {
            like: Nul::Utf16Le, ..
        } => "give `--encoding utf-16le`".into(),
        DataError::NulByte {
            like: Nul::Utf16Be, ..
        } => "give `--encoding utf-16be`".into(),
        DataError::NoSheet { sheet, .. } => format!("see {}", flag("--sheet", sheet)).into(),
        DataError::Unused { option, .. } => format!("leave out `{}`", of_option(*option)).into(),
        DataError::SameSeparator { .. } => "see `--decimal` and `--thousands`".into(),
        DataError::AllSkipped { .. } => "give a smaller `--skip-lines`".into(),
        DataError::HeaderAgain { header, .. } => format!(
            "if line {header} is data, give `--no-header`; else `--bad-lines skip` leaves out lines that repeat it"
        )
        .into(),
        DataError::NoUnits { .. } => "leave out `--units-row`".into(),
        DataError::NotFinite { column, .. } => {
            format!("correct the line or give {}", flag("--drop", column)).into()
        }
        DataError::MissingValue { column, .. } => {
            Hint::from("give `--missing mean`, `--missing median` or `--missing drop`")
                .or(flag("--drop", column))
        }
        DataError::NothingStandsIn { .. } => {
            "correct the line, or train with `--missing mean` or `--missing median`".into()
        }
        DataError::MissingTarget { .. } => {
            Hint::from("give `--missing drop` to drop such rows").or(ANOTHER_TARGET)
        }
        DataError::TextValue {
            column, text, kind, ..
        } => of_text(column, text, *kind),
        DataError::DateValue { column, .. } => {
            Hint::from("give `--dates number`, `--dates parts` or `--dates drop`").or(flag("--drop", column))
        }
        DataError::NoDate { column, text, .. } => {
            let (gap, drop) = (if_gap(text), flag("--drop", column));
            format!("correct the line, or give {gap}`--dates drop` or {drop}").into()
        }
        DataError::DateClash { column, name, .. } => {
            format!("rename one of them, or give {} or {}", flag("--drop", name), flag("--drop", column)).into()
        }
        DataError::OtherDate { .. } => {
            "correct the line or, if it is a date in another order, give `--date-order`".into()
        },
        DataError::DateOrder { column, .. } => {
            let order = "give `--date-order day-first` or `--date-order month-first`; to train, with `--dates number` or `--dates parts`";
            Hint::from(order).or("`--dates drop`").or(flag("--drop", column))
        }
        DataError::NumberAsText { kind, .. } => {
            Hint::from(as_number(*kind).unwrap_or_default()).or("`--task classify` if it names a class")
        }
        DataError::NoValues { .. } => {
            "leave out columns without values with `--drop`, or give a smaller `--cv`".into()
        }
        DataError::NoMemory { .. } => "leave out columns with `--drop`, first columns of text in which few values repeat".into(),
        DataError::TooManyRows { .. } => "leave out columns with `--drop`, or give fewer rows".into(),
        DataError::TooWide { column, .. } => format!("give {}", flag("--drop", column)).into(),
        DataError::OneClass { class, .. } => match class.parse::<f32>() {
            Ok(_) => Hint::from(ANOTHER_TARGET).or("give `--task regress`"),
            Err(_) => ANOTHER_TARGET.into(),
        },
        DataError::TextTarget { .. } => Hint::from("give `--task classify`").or(ANOTHER_TARGET),
        DataError::TooManyClasses { .. } => Hint::from("give `--task regress`").or(ANOTHER_TARGET),
        DataError::CoarseTarget { .. } | DataError::WrongTarget { .. } => ANOTHER_TARGET.into(),
        DataError::FeatureAsTarget { .. } => "name the column of the true values with `--target COLUMN`".into(),
        DataError::UnknownColumn { asked, name, .. } => match asked {
            _ if name.is_empty() => "a column without a name goes by its position, `0` for the first".into(),
            Asked::Target => format!("see {}", flag("--target", name)).into(),
            Asked::Drop => format!("see {}", flag("--drop", name)).into(),
            Asked::Center => format!("see {}", flag("--center", name)).into(),
            Asked::Index => format!("see {}", flag("--index", name)).into(),
        },
        DataError::DroppedTarget { .. } => "give `--drop` or `--target`, not both".into(),
        DataError::NoFeatures {
            before: Some(lines), ..
        } => {
            format!("if the table begins further down, give `--skip-lines {lines}`").into()
        }
        DataError::NoFeatures { path, .. } if is_delimited(path) => {
            "see `--drop`; is the delimiter right (`--delimiter`)?".into()
        }
        DataError::NoFeatures { .. } => "see `--drop`".into(),
        DataError::AbsentColumn {
            data_for_names: true, ..
        } => "line 1 looks like data: if it is, give `--no-header`".into(),
        DataError::AbsentTarget { .. } | DataError::NoTarget { .. } => {
            "name its column with `--target COLUMN`".into()
        }
        DataError::NotCenterable { column, .. } | DataError::InexactCenter { column, .. } => {
            format!("leave out {}", flag("--center", column)).into()
        }
        DataError::ColumnType { column, .. } => format!("leave it out with {}", flag("--drop", column)).into(),
        DataError::ColumnCount { index: true, .. } => "give `--drop 0`".into(),
        DataError::ColumnCount { .. } => {
            Hint::from("leave columns out with `--drop COLUMN`").or("name the target with `--target COLUMN`")
        }
        DataError::InexactLabel { .. } => "if it is a number to predict, give `--task regress`".into(),
        DataError::AbsentColumn { .. }
        | DataError::NulByte { .. }
        | DataError::OtherCenter { .. }
        | DataError::Empty { .. }
        | DataError::NotAFile { .. }
        | DataError::StudyDirectory { .. }
        | DataError::NotNumeric { .. }
        | DataError::NoRows
        | DataError::FilesDiffer { .. }
        | DataError::NoFiles { .. }
        | DataError::Npz { .. }
        | DataError::Unsupported { .. }
        | DataError::Json { .. }
        | DataError::TooLarge { .. }
        | DataError::LargeArray { .. }
        | DataError::LongLine { .. }
        | DataError::TooManyColumns { .. }
        | DataError::RowCounts { .. }
        | DataError::OpenQuote { .. }
        | DataError::Read { .. }
        | DataError::Row { .. }
        | DataError::RowLengths { .. }
        | DataError::UnknownClass { .. } => return None,
    })
}

/// The flag of an option.
fn of_option(option: Unused) -> &'static str {
    match option {
        Unused::X => "--x",
        Unused::Delimiter => "--delimiter",
        Unused::Comment => "--comment",
        Unused::SkipLines => "--skip-lines",
        Unused::UnitsRow => "--units-row",
        Unused::Thousands => "--thousands",
        Unused::Decimal => "--decimal",
        Unused::Encoding => "--encoding",
        Unused::NoHeader => "--no-header",
        Unused::Sheet => "--sheet",
    }
}

/// Lines that do not fit the others, or the lines before them.
fn of_lines(before: Option<u64>, comment: Option<&str>, correct: &str, delimited: bool) -> Hint {
    if let Some(mark) = comment.filter(|_| delimited) {
        return format!(
            "if what begins with `{mark}` is a comment, give `--comment '{mark}'`; else {correct}, or give `--bad-lines skip`"
        )
        .into();
    }
    let further = before.map_or(String::new(), |lines| {
        format!("if the table begins further down, give `--skip-lines {lines}`; else ")
    });
    let others = match delimited {
        true => format!("{correct}, give `--bad-lines skip`, or the delimiter with `--delimiter`"),
        false => format!("{correct}, or give `--bad-lines skip`"),
    };
    (further + &others).into()
}

/// Whether a file's fields have a delimiter, as its name says: not those of workbooks and the like.
fn is_delimited(path: &str) -> bool {
    const OTHERS: [&str; 6] = ["xlsx", "parquet", "json", "jsonl", "npy", "npz"];
    let extension = Path::new(path).extension().unwrap_or_default().to_string_lossy();
    !OTHERS.contains(&extension.to_lowercase().as_str())
}

/// The flag with which a text is the number that it looks like.
fn as_number(kind: TextKind) -> Option<&'static str> {
    Some(match kind {
        TextKind::DecimalComma => "if that is a number, give `--decimal ,`",
        TextKind::Thousands => {
            "if commas group the digits of a number, give `--thousands ,`, if it has a decimal comma, `--decimal ,`"
        }
        TextKind::OtherNumber => {
            "if points group the digits of a number, give `--decimal ,`, if it has a decimal point, `--decimal .`"
        }
        TextKind::WithUnit { .. } => "if that is a number with a unit, leave the unit out of the cells",
        TextKind::Category | TextKind::Lone => return None,
    })
}

/// Text in a feature: a number in another spelling, names of categories, or a fault.
fn of_text(column: &str, text: &str, kind: TextKind) -> Hint {
    let (drop, target) = (flag("--drop", column), flag("--target", column));
    let hint = match (as_number(kind), kind) {
        (Some(number), TextKind::WithUnit { repeats: true }) => {
            format!("{number}; else give `--categorical one-hot` or {drop}")
        }
        (Some(number), _) => format!("{number}; else give {drop}"),
        (None, _) if text.starts_with('#') => {
            format!("if the line is a comment, give `--comment '#'`; else correct it, or give {drop}")
        }
        (None, TextKind::Category) => format!("give `--categorical one-hot` or {drop}"),
        (None, _) => format!(
            "correct the line, give {}`--bad-lines skip`, or {drop}",
            if_gap(text)
        ),
    };
    Hint::from(hint).or(format!("{target} if it is what to predict"))
}

/// A flag with its value, as a shell takes it.
fn flag(flag: &str, value: &str) -> String {
    let listed = matches!(flag, "--drop" | "--center");
    match shlex::try_quote(value) {
        // A comma would make two columns of it.
        // what looks like a flag is taken for one
        Ok(quoted)
            if !(listed && value.contains(',')) && value.starts_with('-') && flag != "--missing-values" =>
        {
            format!("`{flag}={quoted}`")
        }
        Ok(quoted) if !(listed && value.contains(',')) => format!("`{flag} {quoted}`"),
        _ => format!("`{flag}` with its position, `0` for the first"),
    }
}

/// The flag that makes a gap of a text, where it can be given whole.
fn gap(text: &str) -> Option<String> {
    let whole = !text.is_empty() && !text.contains([',', '…']);
    whole.then(|| flag("--missing-values", text))
}

/// [`gap`] as an advice that others follow.
fn if_gap(text: &str) -> String {
    gap(text).map_or(String::new(), |flag| {
        format!("{flag} if it stands for no value, ")
    })
}

fn of_prepare(error: &PrepareError) -> Option<Hint> {
    match error {
        PrepareError::Load(error) => of_data(error),
        PrepareError::Range { feature, .. } => {
            let unit = Hint::from("give the column in a larger unit");
            Some(unit.or("`--scale standard`").or(flag("--drop", feature)))
        }
        PrepareError::TooFar { .. } => {
            Some(Hint::from("correct the line").or("give `--scale none` or `--drop`"))
        }
        PrepareError::Core(_) => None,
    }
}

fn of_model(error: &ModelError) -> Option<Hint> {
    match error {
        ModelError::Data(error) => of_data(error),
        ModelError::NoProbabilities => Some("leave out `--proba`".into()),
        ModelError::NoInt8 => Some("give `--dtype f32`".into()),
        ModelError::Name { like, .. } => Some(format!("give `--name {like}`").into()),
        ModelError::PosLabel(error) => Some(of_pos_label(error).into()),
        ModelError::Unsuitable { .. } => Some("see `--scoring`".into()),
        ModelError::Checksum { .. }
        | ModelError::Format { .. }
        | ModelError::Inconsistent(_)
        | ModelError::Json { .. }
        | ModelError::NotFinite { .. }
        | ModelError::Read { .. }
        | ModelError::RowLength { .. }
        | ModelError::TooLarge { .. }
        | ModelError::Write(_) => None,
    }
}

fn of_pos_label(error: &PosLabelError) -> String {
    match error {
        PosLabelError::Open { classes, .. } | PosLabelError::Unknown { classes, .. } => {
            let flags: Vec<String> = classes.iter().map(|class| flag("--pos-label", class)).collect();
            format!("give {}", flags.join(" or "))
        }
        PosLabelError::NotTaken { .. } => "leave out `--pos-label`".into(),
    }
}

fn of_fit(error: &FitError) -> Option<Hint> {
    match error {
        FitError::Data(error) => of_data(error),
        FitError::Prepare(error) => of_prepare(error),
        FitError::Model(error) => of_model(error),
        FitError::NotFinite => Some("see `--scale` and `--set learning_rate_init`".into()),
        FitError::Undefined { .. } => Some("give more rows".into()),
        FitError::TooLarge(_) => Some("give smaller `--set hidden_layer_sizes`".into()),
        FitError::Core(_) => None,
    }
}

fn of_search(error: &Error) -> String {
    match error {
        Error::Data(data) => with_all(data, of_data(data)),
        Error::Prepare(prepare) => with_all(prepare, of_prepare(prepare)),
        Error::Model(model) => with_all(model, of_model(model)),
        Error::Study(study) => of_study(study),
        Error::Grid(CoreError::TooManyCandidates) => "--space: its grid has more candidates than can be counted; shorten its lists, or give --strategy random".into(),
        Error::Grid(core) => format!("--strategy grid: {core}: use --strategy random for ranges"),
        Error::TooManyCandidates { grid: true, .. } => format!(
            "--space: its grid: {error}; shorten its lists, or give --strategy random with --trials N"
        ),
        Error::TooManyCandidates { grid: false, .. } => format!("--trials: {error}; give fewer"),
        Error::TooLarge(_) => format!("{error}; give smaller hidden_layer_sizes in the space"),
        Error::Scoring { scoring, suitable } => {
            let names: Vec<&str> = suitable.iter().map(|one| one.name()).collect();
            let names = names.join(", ");
            format!(
                "--scoring {} does not suit this target: use one of {names}",
                scoring.name()
            )
        }
        Error::PosLabel(error) => with(error, Some(of_pos_label(error))),
        Error::NotQuantized => "--select-by int8 ranks by the scores of --quantize int8: give both".into(),
        Error::Folds { cv, target, error } => format!("--cv {cv}: {}", of_folds(target, *error)),
        Error::Holdout { holdout, .. } => format!("--holdout {holdout}{}", of_holdout(error)),
        Error::NoneFits { limits, .. } => format!("--limit {limits}: {error}"),
        Error::NoScore { by, why } => {
            let helps = why.as_ref().and_then(of_failure);
            let or = match by {
                Dtype::F32 => None,
                Dtype::Int8 => Some("give --select-by f32".to_owned()),
            };
            let all: Vec<String> = helps.into_iter().chain(or).collect();
            with(error, (!all.is_empty()).then(|| all.join(", or ")))
        }
        error => error.to_string(),
    }
}

/// What helps where fits fail, if anything does.
fn of_failure(why: &mcutune::Failure) -> Option<String> {
    Some(match why {
        mcutune::Failure::Diverged => "give a smaller learning_rate_init, or see --scale".into(),
        mcutune::Failure::TooLarge(_) => "give smaller hidden_layer_sizes".into(),
        _ => return None,
    })
}

fn of_folds(target: &str, error: CoreError) -> String {
    match error {
        CoreError::ClassTooSmall { .. } => format!(
            "no class of the target `{target}` has as many rows as there are folds; give a smaller --cv, or --task regress if it is a number"
        ),
        CoreError::TooFewRows { got, .. } => {
            let are = if got == 1 { "is" } else { "are" };
            let rows = counted(got, "row");
            format!("there {are} {rows}, fewer than folds; give a smaller --cv")
        }
        error => error.to_string(),
    }
}

/// What follows `--holdout` and its value.
fn of_holdout(error: &Error) -> String {
    let Error::Holdout {
        rows,
        target,
        class,
        error,
        ..
    } = error
    else {
        return String::new();
    };
    match (class, error) {
        (Some(class), _) => format!(
            ": the class `{class}` of the target `{target}` has one row, which cannot be on both sides of the split; leave it out, or give --holdout 0"
        ),
        (None, Some(CoreError::TooFewRows { needed, got })) => format!(
            ": one side of the split would have {}, fewer than the {needed} classes of the target `{target}`",
            counted(*got, "row")
        ),
        (None, Some(error)) => format!(": {error}"),
        (None, None) => format!(" leaves none of the {} to search", counted(*rows, "row")),
    }
}

/// Of a search.
fn of_study(error: &StudyError) -> String {
    match error {
        StudyError::Other { path, differences } => {
            let differences: Vec<String> = differences.iter().map(by_flag).collect();
            let differences = differences.join("; ");
            format!(
                "{path} holds another search: {differences}; give another --out DIR, or the same flags to go on"
            )
        }
        error => with_all(error, hint_of_study(error)),
    }
}

fn hint_of_study(error: &StudyError) -> Option<Hint> {
    const ELSEWHERE: &str = "give another --out DIR";
    Some(match error {
        StudyError::Io { what, .. } if matches!(*what, "created" | "opened") => ELSEWHERE.into(),
        StudyError::NotOurs(_) => Hint::from("remove it").or(ELSEWHERE),
        StudyError::Line { .. } => Hint::from("restore the journal").or(ELSEWHERE),
        StudyError::Foreign(_) => "give another directory".into(),
        _ => return None,
    })
}

/// A difference under the name of its flag.
fn by_flag(difference: &Difference) -> String {
    match difference.setting.as_str() {
        "data_sha256" => difference.named("the data's SHA-256"),
        "version" => difference.named("mcutune's version"),
        setting => difference.named(&format!("--{}", setting.replace('_', "-"))),
    }
}

/// A warning, with the flag that it is about.
pub fn warning(warning: &Warning) -> String {
    match warning {
        Warning::SpaceExhausted { trials } => {
            format!("--trials {trials} is more than the grid holds; all of it is searched")
        }
        Warning::Failed { why, .. } => with(warning, of_failure(why)),
        Warning::OneAnswer { .. } => format!(
            "{warning}; see --target, --scale, the learning_rate_init of the space, and a score that counts rare \
             classes as much, such as --scoring balanced_accuracy"
        ),
        Warning::NoBetterThanGuessing { .. } => format!(
            "{warning}; see --target, --task, --scale, --scale-target and the learning_rate_init of the space"
        ),
        Warning::Unconverged { fits, of } if *fits >= MANY => format!(
            "{fits} of {of} fits reached max_iter before they converged; a larger max_iter or \
             learning_rate_init in the space, or early_stopping = true, may score better"
        ),
        other => other.to_string(),
    }
}

/// So many fits that did not converge come with advice.
const MANY: usize = 20;

#[cfg(test)]
mod tests;
