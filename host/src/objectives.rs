//! What a search optimises: its score, and beside it what a model needs of the microcontroller.

use std::fmt;
use std::str::FromStr;

use crate::limits::Quantity;
use crate::text::ParseError;

/// How the score is called among objectives.
const SCORE: &str = "score";

/// What a search optimises: its score, which is maximised, and some of what a model needs of the
/// microcontroller, which is minimised. Of the score alone where there is no other.
///
/// ```
/// use mcutune::{Objectives, Quantity};
///
/// let objectives: Objectives = "score,flash,ram".parse()?;
/// assert_eq!(objectives.costs(), [Quantity::Flash, Quantity::Ram]);
/// # Ok::<(), mcutune::ParseError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objectives {
    costs: Vec<Quantity>,
}

impl Objectives {
    /// The score, and these beside it.
    #[must_use]
    pub fn new(costs: impl IntoIterator<Item = Quantity>) -> Self {
        let costs = costs.into_iter().collect();
        Self { costs }
    }

    /// Those beside the score, in the order in which they were given; of trials that one of them decides on it is the
    /// first.
    #[must_use]
    pub fn costs(&self) -> &[Quantity] {
        &self.costs
    }

    /// Whether the score is the only one.
    #[must_use]
    pub fn is_score_alone(&self) -> bool {
        self.costs.is_empty()
    }

    /// One that is there twice.
    pub(crate) fn twice(&self) -> Option<Quantity> {
        let before = |(i, cost): (usize, &Quantity)| self.costs[..i].contains(cost).then_some(*cost);
        self.costs.iter().enumerate().find_map(before)
    }
}

impl FromStr for Objectives {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let names: Vec<&str> = text.split(',').collect();
        let quantity = |name: &str| Quantity::ALL.into_iter().find(|one| one.name() == name);
        let scores = names.iter().filter(|name| **name == SCORE).count();
        let mut costs = Vec::new();
        for name in names.into_iter().filter(|name| *name != SCORE) {
            let known = Quantity::ALL.map(Quantity::name).join(", ");
            costs.push(
                quantity(name).ok_or_else(|| ParseError(format!("`{name}` is none of score, {known}")))?,
            );
        }
        let objectives = Self { costs };
        if let Some(twice) = objectives
            .twice()
            .map(Quantity::name)
            .or((scores > 1).then_some(SCORE))
        {
            return Err(ParseError(format!("{twice} is there twice")));
        }
        match (scores, objectives.costs.as_slice()) {
            (0, _) => Err(ParseError(format!(
                "the score is missing, without which the smallest network is best: score,{text}"
            ))),
            (_, []) => Err(ParseError(
                "the score alone is what a search optimises anyway: name a cost beside it, such as score,flash".into(),
            )),
            _ => Ok(objectives),
        }
    }
}

/// As it is given, the score first.
impl fmt::Display for Objectives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SCORE)?;
        self.costs
            .iter()
            .try_for_each(|cost| write!(f, ",{}", cost.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_back() {
        let objectives: Objectives = "score,flash,instructions".parse().unwrap();
        assert_eq!(objectives.costs(), [Quantity::Flash, Quantity::Instructions]);
        assert_eq!(objectives.to_string(), "score,flash,instructions");
        let turned: Objectives = "instructions,score,flash".parse().unwrap();
        assert_eq!(turned.to_string(), "score,instructions,flash");
        assert_eq!(Objectives::default().to_string(), "score");
    }

    #[test]
    fn what_makes_no_front_is_refused() {
        for (text, why) in [
            (
                "flash",
                "the score is missing, without which the smallest network is best: score,flash",
            ),
            ("score", "name a cost beside it"),
            ("score,flash,flash", "flash is there twice"),
            ("score,flash,score", "score is there twice"),
            (
                "score,rom",
                "`rom` is none of score, flash, ram, stack, instructions",
            ),
            ("score, flash", "` flash` is none of"),
            ("score,", "`` is none of"),
            ("", "`` is none of"),
        ] {
            let error = text.parse::<Objectives>().unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
