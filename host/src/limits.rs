//! What a candidate may need of a microcontroller.

use std::fmt;
use std::str::FromStr;

use mcutune_core::cost::{Cost, Dtype, Mcu};

use crate::text::ParseError;

/// The most hidden layers of a network that limits are held to: what a deeper one needs is extrapolated too far.
pub(crate) const DEEPEST: usize = 8;

/// What can be limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Bytes of flash that the model adds.
    Flash,
    /// Bytes of static RAM that it adds.
    Ram,
    /// Bytes of stack of a prediction.
    Stack,
    /// Instructions of a prediction.
    Instructions,
}

impl Quantity {
    /// All of them.
    pub const ALL: [Quantity; 4] = [
        Quantity::Flash,
        Quantity::Ram,
        Quantity::Stack,
        Quantity::Instructions,
    ];

    /// In one word, as text and columns have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Quantity::Flash => "flash",
            Quantity::Ram => "ram",
            Quantity::Stack => "stack",
            Quantity::Instructions => "instructions",
        }
    }

    /// With its unit, for an axis.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Quantity::Flash => "flash (bytes)",
            Quantity::Ram => "static RAM (bytes)",
            Quantity::Stack => "stack (bytes)",
            Quantity::Instructions => "instructions per prediction",
        }
    }

    /// How much of it a model takes.
    #[must_use]
    pub const fn of(self, cost: &Cost) -> u64 {
        match self {
            Quantity::Flash => cost.flash() as u64,
            Quantity::Ram => cost.ram as u64,
            Quantity::Stack => cost.stack as u64,
            Quantity::Instructions => cost.instructions,
        }
    }
}

/// What a search's winner is for: a microcontroller, what the model computes with there, and what
/// it may need of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The microcontroller.
    pub mcu: Mcu,
    /// What the model computes with there.
    pub dtype: Dtype,
    /// What it may need of it.
    pub limits: Limits,
}

impl Device {
    /// A Cortex-M4F where no microcontroller is named; who asks for scores in int8 means to deploy it.
    pub(crate) fn new(mcu: Option<Mcu>, quantize: bool, limits: Limits) -> Self {
        Self {
            mcu: mcu.unwrap_or(Mcu::CortexM4f),
            dtype: if quantize { Dtype::Int8 } else { Dtype::F32 },
            limits,
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.dtype.name(), self.mcu.name())
    }
}

/// What a candidate may need of a microcontroller; one that takes more is not trained.
///
/// ```
/// use mcutune::Limits;
///
/// let limits = Limits::new().flash(16 << 10).instructions(20_000);
/// assert_eq!("flash=16K,instructions=20000".parse(), Ok(limits));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// In the order of [`Quantity::ALL`]; one without a limit is not there.
    limits: Vec<(Quantity, u64)>,
}

impl Limits {
    /// No limits.
    #[must_use]
    pub const fn new() -> Self {
        Self { limits: Vec::new() }
    }

    /// Bytes of flash that the model adds to a firmware, its code included. This and the others are
    /// from 1: 0, which no model keeps to either, counts as 1.
    #[must_use]
    pub fn flash(self, bytes: u64) -> Self {
        self.with(Quantity::Flash, bytes)
    }

    /// Bytes of RAM for scratch and answers.
    #[must_use]
    pub fn ram(self, bytes: u64) -> Self {
        self.with(Quantity::Ram, bytes)
    }

    /// Bytes of stack of a prediction.
    #[must_use]
    pub fn stack(self, bytes: u64) -> Self {
        self.with(Quantity::Stack, bytes)
    }

    /// Instructions of a prediction.
    #[must_use]
    pub fn instructions(self, count: u64) -> Self {
        self.with(Quantity::Instructions, count)
    }

    /// A limit of 0 is one of 1, which nothing keeps to either.
    fn with(mut self, quantity: Quantity, limit: u64) -> Self {
        self.limits.retain(|(known, _)| *known != quantity);
        self.limits.push((quantity, limit.max(1)));
        self.limits.sort_by_key(|(quantity, _)| *quantity as usize);
        self
    }

    /// The limit of a quantity; none where it has none.
    #[must_use]
    pub fn of(&self, quantity: Quantity) -> Option<u64> {
        let limit = self.limits.iter().find(|(known, _)| *known == quantity);
        limit.map(|&(_, limit)| limit)
    }

    /// Whether nothing is limited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.limits.is_empty()
    }

    /// By what a model exceeds each limit; 0 or less where it keeps to it.
    #[must_use]
    pub fn excess(&self, cost: &Cost) -> Vec<(Quantity, i64)> {
        let excess = |&(quantity, limit): &(Quantity, u64)| {
            let excess = i128::from(quantity.of(cost)) - i128::from(limit);
            let most = if excess < 0 { i64::MIN } else { i64::MAX };
            (quantity, i64::try_from(excess).unwrap_or(most))
        };
        self.limits.iter().map(excess).collect()
    }

    /// The limits that a model exceeds, and what it needs of each; none where it fits.
    #[must_use]
    pub fn exceeded(&self, cost: &Cost) -> Option<String> {
        let over = self
            .limits
            .iter()
            .filter(|(quantity, limit)| quantity.of(cost) > *limit);
        let over: Vec<String> = over
            .map(|(quantity, limit)| format!("{} {} of {limit}", quantity.name(), quantity.of(cost)))
            .collect();
        (!over.is_empty()).then(|| over.join(", "))
    }

    /// The quantity that a model has least left of, and the share of its limit that it takes.
    #[must_use]
    pub fn tightest(&self, cost: &Cost) -> Option<(Quantity, f64)> {
        let share =
            |&(quantity, limit): &(Quantity, u64)| (quantity, quantity.of(cost) as f64 / limit as f64);
        let shares = self.limits.iter().map(share);
        shares.reduce(|most, next| if next.1 > most.1 { next } else { most })
    }
}

impl FromStr for Limits {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut limits = Limits::new();
        for part in text.split(',') {
            let Some((name, amount)) = part.split_once('=') else {
                return Err(ParseError(format!(
                    "`{part}` is not a quantity and its limit, such as flash=16K"
                )));
            };
            let Some(quantity) = Quantity::ALL.into_iter().find(|quantity| quantity.name() == name) else {
                let names = Quantity::ALL.map(Quantity::name).join(", ");
                return Err(ParseError(format!("`{name}` is none of {names}")));
            };
            if limits.limits.iter().any(|(known, _)| *known == quantity) {
                return Err(ParseError(format!("{name} is limited twice")));
            }
            limits = limits.with(quantity, parse(name, amount)?);
        }
        Ok(limits)
    }
}

/// A whole number from 1, in units of 1024 with a K and of 1024 * 1024 with an M.
fn parse(name: &str, amount: &str) -> Result<u64, ParseError> {
    let (digits, unit) = match amount.strip_suffix(['K', 'k']) {
        Some(digits) => (digits, 1024),
        None => match amount.strip_suffix(['M', 'm']) {
            Some(digits) => (digits, 1024 * 1024),
            None => (amount, 1),
        },
    };
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse::<u64>().ok().filter(|number| plain && *number > 0);
    number.and_then(|number| number.checked_mul(unit)).ok_or_else(|| {
        ParseError(format!(
            "{name}={amount}: a whole number from 1 to below 2^64, where K is 1024 and M 1024 * 1024, such as 16K"
        ))
    })
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (quantity, limit)) in self.limits.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            write!(f, "{comma}{}={limit}", quantity.name())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COST: Cost = Cost {
        parameters: 0,
        macs: 0,
        weights: 1000,
        code: 24,
        ram: 64,
        stack: 48,
        instructions: 1500,
    };

    #[test]
    fn text_is_read_back() {
        let limits: Limits = "instructions=20000,flash=16K".parse().unwrap();
        assert_eq!(limits.to_string(), "flash=16384,instructions=20000");
        assert_eq!(limits.to_string().parse(), Ok(limits));
        assert_eq!("ram=2M".parse::<Limits>().unwrap().to_string(), "ram=2097152");
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        for (text, why) in [
            ("flash", "not a quantity"),
            ("", "not a quantity"),
            ("rom=1", "`rom` is none of flash, ram, stack, instructions"),
            ("flash=1K,flash=2K", "twice"),
            ("ram=0", "whole number from 1"),
            ("ram=-1", "whole number from 1"),
            ("ram=+1", "whole number from 1"),
            ("ram=1.5K", "whole number from 1"),
            ("ram=K", "whole number from 1"),
            ("ram=99999999999999999999", "whole number from 1"),
        ] {
            let error = text.parse::<Limits>().unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn a_limit_that_is_met_to_the_byte_is_kept() {
        let kept: Limits = "flash=1K,ram=64".parse().unwrap();
        assert_eq!(
            (kept.exceeded(&COST), kept.tightest(&COST)),
            (None, Some((Quantity::Flash, 1.0)))
        );
        let over: Limits = "flash=1023,ram=64,instructions=1000".parse().unwrap();
        assert_eq!(
            over.exceeded(&COST).unwrap(),
            "flash 1024 of 1023, instructions 1500 of 1000"
        );
        let excess = [
            (Quantity::Flash, 1),
            (Quantity::Ram, 0),
            (Quantity::Instructions, 500),
        ];
        assert_eq!(over.excess(&COST), excess);
        assert_eq!(over.tightest(&COST), Some((Quantity::Instructions, 1.5)));
        let most = Limits::new().flash(u64::MAX).ram(0);
        assert_eq!(
            most.excess(&COST),
            [(Quantity::Flash, i64::MIN), (Quantity::Ram, 63)]
        );
        assert_eq!(most.to_string().parse(), Ok(most));
    }
}
