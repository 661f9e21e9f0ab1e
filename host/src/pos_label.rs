//! Which class a score takes as the positive one: scikit-learn's `pos_label`.

use mcutune_core::score::{Scorer, Scoring};

use crate::data::labels::{are_floats, without_point};
use crate::data::meaning::truth;

/// scikit-learn's `pos_label` where none is given.
const DEFAULT: &str = "1";

/// The label of the same, of floats `1.0`; among classes of false and true, however a model's file spelled them, of
/// true: `True == 1` in Python.
fn default(classes: &[String]) -> Option<usize> {
    match classes {
        [no, yes] if truth(no) == Some(false) && truth(yes) == Some(true) => Some(1),
        _ => {
            let are_floats = are_floats(classes);
            let is_one = |class: &String| class == DEFAULT || are_floats && without_point(class) == DEFAULT;
            classes.iter().position(is_one)
        }
    }
}

/// Why it is not known which class a score takes as the positive one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PosLabelError {
    /// None was named, and none of the classes is `1` or `True`.
    #[error(
        "{} is the score of one class, the positive one, and it is not said which: {}",
        scoring.name(),
        either(classes)
    )]
    Open {
        /// The score.
        scoring: Scoring,
        /// The classes.
        classes: Vec<String>,
    },
    /// There is no such class.
    #[error("the positive class `{class}` is none of the classes: {}", either(classes))]
    Unknown {
        /// What was named.
        class: String,
        /// The classes.
        classes: Vec<String>,
    },
    /// The score has no positive class of one's choice.
    #[error("{} takes no positive class{}", scoring.name(), second(*scoring, classes))]
    NotTaken {
        /// The score.
        scoring: Scoring,
        /// The classes.
        classes: Vec<String>,
    },
}

fn either(classes: &[String]) -> String {
    let quoted: Vec<String> = classes.iter().map(|class| format!("`{class}`")).collect();
    quoted.join(" or ")
}

fn second(scoring: Scoring, classes: &[String]) -> String {
    match classes {
        [_, second] if scoring.takes_second() => format!(" of one's choice but the second, `{second}`"),
        _ => String::new(),
    }
}

/// The label of the class of a name, which may be spelled otherwise than the file's: `1.0` for 1, `true` or `1` for
/// True.
fn position(classes: &[String], name: &str) -> Option<usize> {
    let number = |text: &str| match truth(text) {
        Some(truth) => Some(f64::from(u8::from(truth))),
        None => text.parse::<f64>().ok(),
    };
    let alike = || {
        let asked = number(name)?;
        let mut alike = (0..classes.len()).filter(|&label| number(&classes[label]) == Some(asked));
        alike.next().filter(|_| alike.next().is_none())
    };
    classes.iter().position(|class| class == name).or_else(alike)
}

/// The score of `classes`, in the order of their labels, with the positive class that was `asked`
/// for: else `1`, or `True` of true and false, as in scikit-learn.
pub(crate) fn scorer(
    scoring: Scoring,
    classes: &[String],
    asked: Option<&str>,
) -> Result<Scorer, PosLabelError> {
    let is_taken = is_taken(scoring, classes);
    let classes = classes.to_vec();
    if !is_taken {
        return match asked {
            None => Ok(scoring.into()),
            Some(_) => Err(PosLabelError::NotTaken { scoring, classes }),
        };
    }
    let found = match asked {
        Some(class) => position(&classes, class),
        // `01` is a text, of which no one said that it is meant
        None => default(&classes),
    };
    match (found, asked) {
        (Some(position), _) => Ok(Scorer {
            scoring,
            positive: position as u16,
        }),
        (None, None) => Err(PosLabelError::Open { scoring, classes }),
        (None, Some(class)) => Err(PosLabelError::Unknown {
            class: class.to_owned(),
            classes,
        }),
    }
}

/// Whether the score of these classes is one of the positive class: `average_precision` of more than two is not.
pub(crate) fn is_taken(scoring: Scoring, classes: &[String]) -> bool {
    scoring.takes_positive() && (1..=2).contains(&classes.len())
}

/// The name of the positive class; none where the score takes none.
pub(crate) fn name(scorer: Scorer, classes: &[String]) -> Option<String> {
    let class = classes.get(usize::from(scorer.positive))?;
    is_taken(scorer.scoring, classes).then(|| class.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positive(classes: [&str; 2], asked: Option<&str>) -> Result<u16, PosLabelError> {
        let classes = classes.map(str::to_owned);
        scorer(Scoring::F1, &classes, asked).map(|scorer| scorer.positive)
    }

    #[test]
    fn the_positive_class_is_1_or_what_is_asked_for() {
        assert_eq!(positive(["0", "1"], None), Ok(1));
        assert_eq!(positive(["1", "2"], None), Ok(0));
        assert_eq!(positive(["1", "2"], Some("2")), Ok(1));
        assert!(matches!(
            positive(["00", "01"], None),
            Err(PosLabelError::Open { .. })
        ));
        assert_eq!(positive(["False", "True"], None), Ok(1));
        assert_eq!(positive(["False", "True"], Some("False")), Ok(0));
        assert_eq!(positive(["False", "True"], Some("true")), Ok(1));
        assert_eq!(positive(["False", "True"], Some("1")), Ok(1));
        assert_eq!(positive(["0", "1"], Some("0.0")), Ok(0));
        assert_eq!(positive(["0.0", "1.0"], None), Ok(1));
        assert_eq!(positive(["1.0", "2.0"], Some("1")), Ok(0));
        assert!(positive(["1.0", "1.00"], Some("1")).is_err(), "it may be either");
        assert_eq!(positive(["fault", "normal"], Some("fault")), Ok(0));
        for asked in [None, Some("faulty")] {
            let error = positive(["fault", "normal"], asked).unwrap_err();
            assert!(error.to_string().ends_with("`fault` or `normal`"), "{error}");
        }
    }

    #[test]
    fn a_score_without_a_positive_class_refuses_one() {
        let classes = ["no", "yes"].map(str::to_owned);
        for scoring in [Scoring::RocAuc, Scoring::NegLogLoss] {
            assert!(scorer(scoring, &classes, None).is_ok());
            let error = scorer(scoring, &classes, Some("no")).unwrap_err();
            assert!(error.to_string().contains("the second, `yes`"), "{error}");
        }
    }
}
