//! What helps against errors of data.

use std::path::Path;

use mcutune::text::visible;
use mcutune::{
    Asked, BadLine, DataError, LeftOut, Location, Nul, OddColumn, PrepareError, RareText, TextKind,
    UnevenBlanks, UnlikeDate, Unused,
};

use super::{Hint, flag, gap};

const FILL_CELL: &str = "if a cell is blank, fill it, with NA for instance, for blanks separate the fields; else correct the line";

const FILL_CELLS: &str = "if cells are blank, fill them, with NA for instance, for blanks separate the fields; else correct the lines";

const ISO_DATE: &str =
    "if that is a date, its form is not read: write it as ISO 8601 does, such as `2024-01-03T16:05:00`";

const ANOTHER_TARGET: &str = "name another target with `--target COLUMN`";

pub(super) fn of_data(error: &DataError) -> Option<Hint> {
    Some(match error {
        DataError::HeaderOnly { sheets, .. } if sheets.len() > 1 => {
            format!("give another, such as {}", flag("--sheet", &sheets[1])).into()
        }
        DataError::HeaderOnly { .. } => "if line 1 is data, give `--no-header`".into(),
        DataError::FirstSheet { sheets, .. } => match sheets.get(1) {
            Some(other) => format!("give another, such as {}", flag("--sheet", other)).into(),
            None => return None,
        },
        DataError::CategoryClash { column, other, .. } => {
            format!("rename one of them, or give {} or {}", flag("--drop", other), flag("--drop", column)).into()
        }
        DataError::MixedDates { column, .. } => {
            Hint::from("format the cells of the column alike").or(format!("give {}", flag("--drop", column)))
        }
        DataError::TargetHeader { .. } => "add a line with a name at its top".into(),
        DataError::NulByte { at, like: Nul::Unwritten } => {
            let path = at.path().unwrap_or("FILE");
            format!("the rows there are lost; take the bytes out, such as with `tr -d '\\000' < {path} > whole.csv`").into()
        }
        DataError::BlankRuns { .. } => "give `--delimiter whitespace`".into(),
        DataError::AllDropped { .. } => {
            "give `--missing mean` or `--missing median`, or drop a column with `--drop COLUMN`".into()
        }
        DataError::FieldCount {
            at,
            before,
            comment,
            blank_cell,
            ..
        } => {
            let delimited = matches!(at, Location::Line { path, .. } if is_delimited(path));
            let correct = if *blank_cell { FILL_CELL } else { "correct the line" };
            of_lines(*before, comment.filter(|_| delimited), correct, delimited)
        }
        DataError::BadLines {
            path, kind: Some(kind), ..
        } => match as_number_in(Some(path), *kind) {
            Some(number) => format!("{number}; else correct the lines, or give `--bad-lines skip`").into(),
            None => "correct the lines, or give `--bad-lines skip`".into(),
        },
        DataError::BadLines {
            path,
            count,
            first,
            before,
            comment,
            blank_cells,
            rare,
            widths,
            repeated,
            ..
        } => {
            let before = before.or(above_table(*count, first));
            let correct = if *blank_cells { FILL_CELLS } else { "correct the lines" };
            let gap = repeated.as_deref().and_then(gap);
            let correct = match gap {
                Some(gap) => format!("{correct}, give {gap} where that stands for no value"),
                None => correct.to_owned(),
            };
            let delimited = is_delimited(path);
            let lines = of_lines(before, comment.filter(|_| delimited), &correct, *widths && delimited);
            of_rare_text(lines, rare.as_deref())
        }
        DataError::NoGoodLine { .. } => "is the delimiter right (`--delimiter`)?".into(),
        DataError::UnitsRow { column, text, .. } => of_units(column, text),
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
        DataError::SeveralTargets { index: true, .. } => {
            Hint::from("if the first only numbers the rows, give `--index 0`").or("name the target with `--target COLUMN`")
        }
        DataError::SeveralTargets { .. } => "name it with `--target COLUMN`".into(),
        DataError::EncodingsDiffer { other: None, .. } => "write all lines of the file in one encoding".into(),
        DataError::EncodingsDiffer { at, .. } => {
            let path = at.path().unwrap_or("FILE");
            format!("convert this one to UTF-8, such as with `iconv -f latin1 -t utf-8 {path} > utf8.csv`").into()
        }
        DataError::OtherEncoding { .. } => "leave out `--encoding`".into(),
        DataError::NotUtf8 { .. } => "give its encoding, such as `--encoding latin1`".into(),
        DataError::NulByte {
            like: Nul::Utf16Le, ..
        } => "give `--encoding utf-16le`".into(),
        DataError::NulByte {
            like: Nul::Utf16Be, ..
        } => "give `--encoding utf-16be`".into(),
        DataError::OutsideCell { before, .. } => {
            of_lines(*before, None, "empty it or name its column in the header", false)
        }
        DataError::NestedJson { frame: false, column, .. } => {
            format!("leave it out with {}", flag("--drop", column)).into()
        }
        DataError::NoFiles { path, aside } if !aside.is_empty() => match Path::new(path).is_file() {
            true => "if one of these is data, unpack it and give its path".into(),
            false => "if one of these is data, give its own path".into(),
        },
        DataError::NoSheet { nearest: Some(sheet), .. } => format!("give {}", flag("--sheet", sheet)).into(),
        DataError::NoSheet { sheet, .. } => format!("see {}", flag("--sheet", sheet)).into(),
        DataError::Unused { option, .. } => format!("leave out `{}`", of_option(*option)).into(),
        DataError::TwoGroupings { .. } => {
            "change the file so that one sign groups the digits of all numbers, or none does".into()
        }
        DataError::TwoDecimals { mark, groups, other, target, .. } => {
            of_two_decimals((*mark, *groups), other.odd.as_ref(), *target)
        }
        DataError::DelimiterInNumbers { groups, .. } => match groups {
            true => "give another `--delimiter` or another `--thousands`".into(),
            false => "give another `--delimiter` or another `--decimal`".into(),
        },
        DataError::NoDurations { .. } => {
            "make durations of them, or give them in seconds in a file of text".into()
        }
        DataError::NegativeTime { .. } => {
            Hint::from("format the cells of the column as durations, `[h]:mm:ss`").or("as numbers").or("leave the column out with `--drop`")
        }
        DataError::MixedDurations { .. } => "format the cells of the column alike".into(),
        DataError::DurationsAndTimes { .. } => {
            Hint::from("if all are durations, format the cells of the column as `[h]:mm:ss`")
                .or("leave the column out with `--drop`")
        }
        DataError::TargetInBoth { column, .. } => {
            format!("rename it in one of them, or give {} and no `--y`", flag("--target", column)).into()
        }
        DataError::IndexesDiffer { .. } => "sort the rows of both files alike".into(),
        DataError::BlankLine { .. } => {
            "leave the line out if no value is missing; else write the gap as NA".into()
        }
        DataError::CommaInRow { names: 1, .. } => {
            Hint::from("give `--decimal ,` or `--thousands ,` if it is in a number")
                .or("name both columns in the first line")
        }
        DataError::CommaInRow { .. } => {
            Hint::from("put such numbers in quotes").or("name the first column, too, in the first line")
        }
        DataError::SameSeparator { .. } => "see `--decimal` and `--thousands`".into(),
        DataError::AllSkipped { .. } => "give a smaller `--skip-lines`".into(),
        DataError::HeaderAgain { header, .. } => format!(
            "if line {header} is data, give `--no-header`; else `--bad-lines skip` leaves out lines that repeat it"
        )
        .into(),
        DataError::NoUnits { .. } => "leave out `--units-row`".into(),
        DataError::NotFinite { target: true, .. } => Hint::from("correct the line").or(ANOTHER_TARGET),
        DataError::NotFinite { column, .. } => {
            format!("correct the line or give {}", flag("--drop", column)).into()
        }
        DataError::MissingValue { column, .. } => {
            Hint::from("give `--missing mean`, `--missing median` or `--missing drop`")
                .or(flag("--drop", column))
        }
        // scikit-learn's OneHotEncoder takes NaN so, too
        DataError::MissingCategory { column, .. } => Hint::from(
            "give `--missing mean` or `--missing median`, with which gaps are a category of their own, or `--missing drop`",
        )
        .or(flag("--drop", column)),
        DataError::NothingStandsIn { .. } => {
            "correct the line, leave such rows out, as `evaluate --missing drop` does, or train with `--missing mean` or \
             `--missing median`"
                .into()
        }
        DataError::MissingTarget { .. } => {
            Hint::from("give `--missing drop` to drop such rows").or(ANOTHER_TARGET)
        }
        DataError::TextValue {
            at,
            column,
            text,
            kind,
            numbers,
            ..
        } => of_text((at, column), (text, may_be_comment(at, text)), (*kind, *numbers)),
        DataError::DateValue { column, .. } => {
            Hint::from("give `--dates number`, `--dates parts` or `--dates drop`").or(flag("--drop", column))
        }
        DataError::NoDate { column, unread: true, .. } => {
            let drop = flag("--drop", column);
            format!("{ISO_DATE}; else correct the line, or give `--dates drop` or {drop}").into()
        }
        DataError::NoDate { column, text, .. } => {
            let (gap, drop) = (if_gap(text), flag("--drop", column));
            format!("correct the line, or give {gap}`--dates drop` or {drop}").into()
        }
        DataError::DateClash { column, name, .. } => {
            format!("rename one of them, or give {} or {}", flag("--drop", name), flag("--drop", column)).into()
        }
        // all of the column is read otherwise
        DataError::OtherDate { text: None, .. } => return None,
        DataError::OtherDate { at, like, .. } => of_other_date(at, *like).into(),
        DataError::MixedMoments { at, column, .. } => of_mixed_moments(at, column),
        DataError::MixedOffsets { column, .. } => {
            let write = "write the offset of all of them, or of none; to train, give `--dates drop`";
            let categories = format!("{} where they are names of categories", flag("--categories", column));
            Hint::from(write).or(categories).or(flag("--drop", column))
        }
        DataError::OtherOffsets { offsets, .. } => match offsets {
            true => "write them without, by the clock that the model's dates are of",
            false => "write them with their offset, such as `+02:00` or `Z`",
        }
        .into(),
        DataError::UnknownZone { column, .. } => {
            let save = "save the column in UTC or by a fixed offset";
            Hint::from(save).or(format!(
                "to train, `--dates number`, `--dates drop` or {}",
                flag("--drop", column)
            ))
        }
        DataError::DateOrder { column, .. } => {
            let order = "give `--date-order day-first` or `--date-order month-first`; to train, with `--dates number` or `--dates parts`";
            Hint::from(order).or("`--dates drop`").or(flag("--drop", column))
        }
        DataError::NumberAsText { at, kind, .. } => {
            Hint::from(as_number_in(at.path(), *kind).unwrap_or_default()).or("`--task classify` if it names a class")
        }
        DataError::NoValues { .. } => {
            "leave out columns without values with `--drop`, or give a smaller `--cv`".into()
        }
        DataError::NoMemory { .. } => "leave out columns with `--drop`, first columns of text in which few values repeat".into(),
        DataError::TooManyRows { .. } => "leave out columns with `--drop`, or give fewer rows".into(),
        DataError::SelectsMore { features, .. } => {
            format!("give at most `--select-features {features}`, or fewer as `select` of [window] in the space").into()
        }
        DataError::SelectsByClasses => "leave `--select-features` out".into(),
        DataError::TooWide { column, .. } => format!("give {}", flag("--drop", column)).into(),
        DataError::OneClass { other: Some(from), .. } => format!("give `--label-from {}`", from.name()).into(),
        DataError::OneClass { .. } => ANOTHER_TARGET.into(),
        DataError::TextTarget { .. } => Hint::from("give `--task classify`").or(ANOTHER_TARGET),
        DataError::TooManyClasses { .. } => Hint::from("give `--task regress`").or(ANOTHER_TARGET),
        DataError::CoarseTarget { .. } | DataError::OtherTargets { .. } => return None,
        DataError::WrongTarget { .. } => ANOTHER_TARGET.into(),
        DataError::FeatureAsTarget { .. } => "name the column of the true values with `--target COLUMN`".into(),
        DataError::UnknownColumn { name, before: Some(lines), .. } => {
            format!("if the table begins further down, where a line has `{name}`, give `--skip-lines {lines}`").into()
        }
        DataError::UnknownColumn { asked: Asked::Groups, name, .. } => {
            let of_folds = of_unknown_column("--cv", name, &format!("column:{name}"));
            Hint::from(of_unknown_column("--groups", name, name)).or(of_folds)
        }
        DataError::UnknownColumn { asked, name, .. } => of_unknown_column(asked_by(*asked), name, name).into(),
        DataError::NoCategories { column, target, .. } => {
            let hint = Hint::from(format!("leave out {}", flag("--categories", column)));
            if *target { hint.or(ANOTHER_TARGET) } else { hint }
        }
        DataError::NoGroups { column, target, .. } => {
            let hint = Hint::from("name another column with `--groups`").or("name another column with `--cv column:NAME`");
            if *target { hint.or(ANOTHER_TARGET) } else { hint.or(format!("leave out {}", flag("--drop", column))) }
        }
        DataError::MissingGroup { .. } => "fill the cell, or give `--missing drop`, which leaves the row out".into(),
        DataError::NoWeights { .. } => "name another column with `--weights`, or leave that out".into(),
        DataError::MissingWeight { .. } => "fill the cell, or give `--missing drop`, which leaves the row out".into(),
        DataError::NoWeight { .. } | DataError::ZeroWeights { .. } => {
            "change the file, or name another column with `--weights`".into()
        }
        DataError::NoClassToWeigh { .. } | DataError::ZeroClassWeights { .. } => {
            "see `--class-weight`".into()
        }
        DataError::WeightsOfLabels { .. } => "leave out `--class-weight`".into(),
        DataError::WeightsOfValues { .. } => {
            Hint::from("leave out `--class-weight`").or("give `--task classify`")
        }
        DataError::Negative { .. } => return None,
        DataError::SameTarget { .. } => "give each column once to `--target`".into(),
        DataError::MixedTargets { .. } => {
            "give `--task regress`, which predicts each as a number, or train a model for each kind".into()
        }
        DataError::TextTargets { .. } => {
            "give one `--target`, or columns of 0 and 1, one for each label".into()
        }
        DataError::NotALabel { .. } => {
            "give `--task regress`, which predicts each target as a number, or one `--target`".into()
        }
        DataError::TargetsElsewhere { .. } => "give one `--target`, or one table with all columns".into(),
        DataError::DroppedTarget { .. } => "give `--drop` or `--target`, not both".into(),
        DataError::NoFeatures {
            left_out,
            delimited,
            before,
            blanks,
            ..
        } => of_no_features(*left_out, *delimited, *before, blanks.as_ref())?.into(),
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
        DataError::ColumnCount { index: true, .. } => {
            "give `--drop 0`, or, if the first column is a feature, `--drop COLUMN` for the target".into()
        }
        DataError::ColumnCount { .. } => {
            Hint::from("leave columns out with `--drop COLUMN`").or("name the target with `--target COLUMN`")
        }
        DataError::RowCounts { rows, other_rows, .. } if rows.abs_diff(*other_rows) == 1 => {
            "if one of the files has a header and the other none, give it one: `--no-header` is of both".into()
        }
        DataError::RowCounts { .. } => return None,
        DataError::NotNumeric { at, kind, .. } => as_number_in(at.path(), *kind)?.into(),
        DataError::InexactLabel { .. } => "if it is a number to predict, give `--task regress`".into(),
        DataError::FilesDiffer { numbers_for_names: true, .. } => "if the first lines are rows, give `--no-header`".into(),
        DataError::AbsentColumn { .. }
        | DataError::DatePlaces { .. }
        | DataError::HeaderReordered { .. }
        | DataError::NulByte { .. }
        | DataError::OtherCenter { .. }
        | DataError::Empty { .. }
        | DataError::EmptyCell { .. }
        | DataError::NotAFile { .. }
        | DataError::StudyDirectory { .. }
        | DataError::NoRecords { .. }
        | DataError::NoRows
        | DataError::FilesDiffer { numbers_for_names: false, .. }
        | DataError::NoFiles { .. }
        | DataError::FileTwice { .. }
        | DataError::Npz { .. }
        | DataError::Unsupported { .. }
        | DataError::Json { .. }
        | DataError::NestedJson { .. }
        | DataError::TooLarge { .. }
        | DataError::LargeArray { .. }
        | DataError::LongLine { .. }
        | DataError::TooManyColumns { .. }
        | DataError::OpenQuote { .. }
        | DataError::Read { .. }
        | DataError::Row { .. }
        | DataError::RowLengths { .. }
        | DataError::UnknownClass { .. } => return None,
    })
}

/// Numbers with a decimal point and others with a decimal comma, of which one has a mark that may group its digits.
fn of_two_decimals((mark, groups): (char, bool), odd: Option<&OddColumn>, target: bool) -> Hint {
    let thousands = match groups {
        true => format!(
            "if the {} groups digits, give {}; else ",
            if mark == ',' { "comma" } else { "point" },
            flag("--thousands", &mark.to_string())
        ),
        false => String::new(),
    };
    let hint = Hint::from(format!(
        "{thousands}write all numbers of the file with the same mark"
    ));
    let Some(odd) = odd else {
        return match target {
            true => hint.or("`--task classify` if it names a class"),
            false => hint,
        };
    };
    let decimal = odd
        .decimal
        .map_or(String::new(), |mark| format!("--decimal {mark} "));
    let with = |flag: String| format!("`{decimal}{}", flag.trim_start_matches('`'));
    let (classify, names) = (flag("--task", "classify"), flag("--categories", &odd.name));
    match (odd.target, odd.repeats) {
        (true, _) if target => hint.or(format!("{} if it names a class", with(classify))),
        (true, _) => hint.or(format!("{} if `{}` names a class", with(classify), odd.name)),
        (false, true) => hint
            .or(format!("{} if its numbers are names", with(names)))
            .or(with(flag("--drop", &odd.name))),
        (false, false) => hint.or(with(flag("--drop", &odd.name))),
    }
}

/// What is no date of those that a model takes.
fn of_other_date(at: &Location, like: UnlikeDate) -> String {
    match like {
        UnlikeDate::OtherOrder => {
            "correct the line or, if it is a date in another order, give `--date-order`".into()
        }
        UnlikeDate::Epoch(unit) => {
            let write = match at.path().is_some_and(is_json) {
                true => "`to_json(path, date_format=\"iso\")`".to_owned(),
                false => format!("`pd.to_datetime(column, unit=\"{}\")`", unit.of_pandas()),
            };
            format!(
                "it looks like {} since 1970: write such moments as dates, with pandas by {write}",
                unit.name()
            )
        }
        UnlikeDate::Other => "correct the line".into(),
    }
}

/// Texts among the numbers of a column, after what helps against their lines.
fn of_rare_text(lines: Hint, rare: Option<&RareText>) -> Hint {
    match rare {
        Some(RareText { column, target: true }) => {
            lines.or(format!("`--task classify` if `{column}` names classes"))
        }
        Some(RareText {
            column,
            target: false,
        }) => lines.or(as_categories(column)),
        None => lines,
    }
}

/// A row below the header that is text, where others have numbers.
fn of_units(column: &str, text: &str) -> Hint {
    let gap = gap(text).map_or(String::new(), |flag| format!("{flag} or "));
    let drop = flag("--drop", column);
    format!("give `--units-row` if it holds units; else correct the line, or give {gap}{drop}").into()
}

/// Dates and times of day in one column: a workbook has dates where its clocks would pass 24 h.
fn of_mixed_moments(at: &Location, column: &str) -> Hint {
    let write = match at.path().is_some_and(|path| extension(path) == "xlsx") {
        true => "if they are durations, format the cells as `[h]:mm:ss`, which those of 24 h and more need",
        false => "write a date with every time or with none; if these are durations, write them in seconds",
    };
    Hint::from(write).or(format!("give {}", flag("--drop", column)))
}

/// A column that is not there, and the flag with the value that named it.
fn of_unknown_column(asked_by: &str, name: &str, value: &str) -> String {
    if name.is_empty() {
        return "a column without a name goes by its position, `0` for the first".into();
    }
    match name.parse::<i64>() {
        Ok(_) => "positions of columns count from `0`, the first".into(),
        Err(_) => format!("see {}", flag(asked_by, value)),
    }
}

fn asked_by(asked: Asked) -> &'static str {
    match asked {
        Asked::Target => "--target",
        Asked::Drop => "--drop",
        Asked::Center => "--center",
        Asked::Categories => "--categories",
        Asked::Index => "--index",
        Asked::Groups => "--groups",
        Asked::Weights => "--weights",
    }
}

/// A table that has no column but the target and those left out.
fn of_no_features(
    left_out: Option<LeftOut>,
    delimited: bool,
    before: Option<u64>,
    blanks: Option<&UnevenBlanks>,
) -> Option<String> {
    let flag = left_out.map(|by| match by {
        LeftOut::Dropped => "see `--drop`",
        LeftOut::Index => "see `--index`",
        LeftOut::Groups => "see `--groups` or `--cv column:NAME`",
        LeftOut::Weights => "see `--weights`",
        LeftOut::Dates => "give `--dates number` or `--dates parts`",
    });
    let delimiter = delimited.then_some("is the delimiter right (`--delimiter`)?");
    Some(match (before, blanks) {
        (Some(lines), _) => format!("if the table begins further down, give `--skip-lines {lines}`"),
        (None, Some(blanks)) => {
            let correct = match blanks.got < blanks.expected {
                true => FILL_CELL,
                false => "correct the line",
            };
            format!("{correct}, or give `--delimiter whitespace` and `--bad-lines skip`")
        }
        (None, None) => {
            let hints: Vec<&str> = flag.into_iter().chain(delimiter).collect();
            return (!hints.is_empty()).then(|| hints.join("; "));
        }
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

/// How many lines are above a table that is as wide as they are: all that do not fit follow the first, and the last of
/// them has the names.
fn above_table(count: u64, first: &[BadLine]) -> Option<u64> {
    let follow = first.iter().zip(2..).all(|(one, line)| one.line == line);
    (count > 1 && follow && first.len() as u64 == count).then_some(count)
}

/// Lines that do not fit the others, or the lines before them.
fn of_lines(before: Option<u64>, comment: Option<&str>, correct: &str, delimited: bool) -> Hint {
    if let Some(mark) = comment {
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
    let extension = extension(path);
    !is_json(path) && !is_array(path) && !["xlsx", "parquet"].contains(&&*extension)
}

/// Whether a file is of NumPy's arrays, as its name says.
fn is_array(path: &str) -> bool {
    ["npy", "npz"].contains(&&*extension(path))
}

/// Whether a file is JSON, as its name says.
fn is_json(path: &str) -> bool {
    ["json", "jsonl", "ndjson"].contains(&&*extension(path))
}

/// The end of a file's name, before that of what packed it.
fn extension(path: &str) -> String {
    let path = path.to_lowercase();
    let unpacked = path
        .strip_suffix(".gz")
        .or(path.strip_suffix(".zip"))
        .unwrap_or(&path);
    let extension = Path::new(unpacked).extension().unwrap_or_default();
    extension.to_string_lossy().into_owned()
}

/// As [`as_number`], in a file whose numbers are some by their type where it is no text and no workbook.
fn as_number_in(path: Option<&str>, kind: TextKind) -> Option<String> {
    let typed = path.is_some_and(|path| !is_delimited(path) && extension(path) != "xlsx");
    match typed {
        true => as_typed_number(path.is_some_and(is_array), kind).or_else(|| as_number(kind)),
        false => as_number(kind),
    }
}

/// How a program makes a number of a text that looks like one.
fn as_typed_number(of_array: bool, kind: TextKind) -> Option<String> {
    const POINT: &str = r#".str.replace(",", ".")"#;
    let column = if of_array { "pandas.Series(y)" } else { "column" };
    let without = |sign: char| format!(r#".str.replace("{sign}", "")"#);
    let replaced = match kind {
        TextKind::DecimalComma => POINT.to_owned(),
        TextKind::DecimalPoint => String::new(),
        TextKind::Thousands => without(','),
        TextKind::OtherNumber => without('.') + POINT,
        TextKind::Grouped { sign, comma } => without(sign) + if comma { POINT } else { "" },
        _ => return None,
    };
    let fraction = match kind {
        TextKind::Thousands => format!(", or with a decimal comma by `{column}{POINT}.astype(float)`"),
        _ => String::new(),
    };
    Some(format!(
        "if that is a number, write it as one and not as text, with pandas by `{column}{replaced}.astype(float)`{fraction}"
    ))
}

/// The flag with which a text is the number that it looks like.
fn as_number(kind: TextKind) -> Option<String> {
    let number = match kind {
        TextKind::DecimalComma => "if that is a number, give `--decimal ,`",
        TextKind::Thousands => {
            "if commas group the digits of a number, give `--thousands ,`, if it has a decimal comma, `--decimal ,`"
        }
        TextKind::Grouped { sign, comma } => {
            let flag = flag("--thousands", &visible(sign));
            let decimal = if comma { " and `--decimal ,`" } else { "" };
            return Some(format!(
                "if that is a number whose digits are grouped, give {flag}{decimal}"
            ));
        }
        TextKind::DecimalPoint => "if that is a number with a decimal point, give `--decimal .`",
        TextKind::OtherNumber => {
            "if points group the digits of a number, give `--decimal ,`, if it has a decimal point, `--decimal .`"
        }
        TextKind::SheetError(error) => {
            let flag = flag("--missing-values", error.as_str());
            return Some(format!(
                "if that is a formula without a value, give {flag}, with `--missing mean`, `--missing median` or `--missing drop`"
            ));
        }
        TextKind::WithUnit { .. } => "if that is a number with a unit, leave the unit out of the cells",
        TextKind::Duration { .. } => {
            "if that is a duration, write it in seconds, with pandas by `pandas.to_timedelta(column).dt.total_seconds()`"
        }
        TextKind::ShortYear { .. } => "if that is a date, write its year with four digits",
        TextKind::UnreadDate { .. } => ISO_DATE,
        TextKind::Category | TextKind::Lone => return None,
    };
    Some(number.to_owned())
}

/// Text in a feature: a number in another spelling, names of categories, or a fault.
fn of_text(
    (at, column): (&Location, &str),
    (text, comment): (&str, Option<&str>),
    (kind, numbers): (TextKind, bool),
) -> Hint {
    let (drop, target) = (flag("--drop", column), flag("--target", column));
    let mut line = false;
    let hint = match (as_number_in(at.path(), kind), kind) {
        (
            Some(number),
            TextKind::WithUnit { repeats: true }
            | TextKind::ShortYear { repeats: true }
            | TextKind::UnreadDate { repeats: true },
        ) => {
            format!("{number}; else give `--categorical one-hot` or {drop}")
        }
        (Some(number), TextKind::Duration { among_times: true }) => {
            format!("{number}; else give `--dates drop` or {drop}")
        }
        (Some(number), _) => format!("{number}; else give {drop}"),
        (None, _) if comment.is_some() => {
            let comment = flag("--comment", comment.unwrap_or_default());
            format!("if the line is a comment, give {comment}; else correct it, or give {drop}")
        }
        (None, TextKind::Category) => format!("give `--categorical one-hot` or {drop}"),
        // where all is text, the first of it is neither a fault nor a gap
        (None, _) if !numbers => format!("give {drop}"),
        (None, _) => {
            line = true;
            format!("correct the line, give {}or {drop}", if_gap(text))
        }
    };
    let hint = Hint::from(hint);
    let hint = if line { hint.or("`--bad-lines skip`") } else { hint };
    let hint = match kind {
        TextKind::Lone | TextKind::Category if numbers => hint.or(as_categories(column)),
        _ => hint,
    };
    // as `mcutune windows` writes them
    let hint = match column {
        "recording" => hint.or("`--groups recording --cv stratified-group:5` if rows are windows of it"),
        _ => hint,
    };
    hint.or(format!("{target} if it is what to predict"))
}

/// What begins a comment, if a line that begins with a text may be one, as none of a workbook or the like is.
fn may_be_comment(at: &Location, text: &str) -> Option<&'static str> {
    let delimited = matches!(at, Location::Line { path, .. } if is_delimited(path));
    let mut marks = ["#", "%", "//"].into_iter().filter(|_| delimited);
    marks.find(|mark| text.starts_with(mark))
}

/// The flag for a column whose values are names, numbers among them.
fn as_categories(column: &str) -> String {
    format!("{} if its numbers are names, too", flag("--categories", column))
}

/// [`gap`] as an advice that others follow.
fn if_gap(text: &str) -> String {
    gap(text).map_or(String::new(), |flag| {
        format!("{flag} if it stands for no value, ")
    })
}

pub(super) fn of_prepare(error: &PrepareError) -> Option<Hint> {
    match error {
        PrepareError::Load(error) => of_data(error),
        PrepareError::Range { feature, .. } => {
            let unit = Hint::from("give the column in a larger unit");
            Some(unit.or("`--scale standard`").or(flag("--drop", feature)))
        }
        PrepareError::TooFar { .. } => {
            Some(Hint::from("correct the line").or("give `--scale none` or `--drop`"))
        }
        PrepareError::OfValues { .. } => {
            Some(Hint::from("leave `loss` out").or("give `--task regress` if it is a number"))
        }
        PrepareError::OfClasses { .. } => {
            Some(Hint::from("leave `class_weight` out").or("give `--task classify` if it names classes"))
        }
        PrepareError::OneClassTrains { .. } => Some(
            Hint::from("give fewer folds")
                .or("`--cv stratified:N`")
                .or("`--cv shuffled:N`"),
        ),
        PrepareError::FoldName { .. } => Some("name another column with `--cv column:NAME`".into()),
        PrepareError::Core(_) | PrepareError::EmptyFold { .. } | PrepareError::NoGroups => None,
    }
}
