//! What a candidate may take of a microcontroller: `--limit flash=16K,ram=4K,instructions=20000`.

use std::fmt;
use std::str::FromStr;

use mcutune_core::cost::{Cost, Mcu};
use serde::{Deserialize, Serialize};

use crate::model::Dtype;

/// What a model takes of the microcontroller that a search is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Bytes of flash that it adds.
    pub flash: u64,
    /// Bytes of static RAM that it adds.
    pub ram: u64,
    /// Bytes of stack of a prediction.
    pub stack: u64,
    /// Instructions of a prediction.
    pub instructions: u64,
}

impl From<Cost> for Need {
    fn from(cost: Cost) -> Self {
        Self {
            flash: cost.flash() as u64,
            ram: cost.ram as u64,
            stack: cost.stack as u64,
            instructions: cost.instructions,
        }
    }
}

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

    /// As the flag spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Quantity::Flash => "flash",
            Quantity::Ram => "ram",
            Quantity::Stack => "stack",
            Quantity::Instructions => "instructions",
        }
    }

    /// With its unit, for an axis.
    pub const fn title(self) -> &'static str {
        match self {
            Quantity::Flash => "flash (bytes)",
            Quantity::Ram => "static RAM (bytes)",
            Quantity::Stack => "stack (bytes)",
            Quantity::Instructions => "instructions a prediction",
        }
    }

    /// How much of it a model takes.
    pub const fn of(self, need: &Need) -> u64 {
        match self {
            Quantity::Flash => need.flash,
            Quantity::Ram => need.ram,
            Quantity::Stack => need.stack,
            Quantity::Instructions => need.instructions,
        }
    }
}

/// What a search's winner is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// The microcontroller.
    pub mcu: Mcu,
    /// What the model computes with there.
    pub dtype: Dtype,
    /// What it may take of it.
    pub limits: Limits,
}

impl fmt::Display for Aim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.dtype.name(), self.mcu.name())
    }
}

/// Limits, in the order of [`Quantity`]; none is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits(Vec<(Quantity, u64)>);

impl Limits {
    /// Whether nothing is limited.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By what a model exceeds each limit; 0 or less where it keeps to it.
    pub fn excess(&self, need: &Need) -> Vec<(Quantity, i64)> {
        let excess =
            |&(quantity, limit): &(Quantity, u64)| (quantity, quantity.of(need) as i64 - limit as i64);
        self.0.iter().map(excess).collect()
    }

    /// Why a model does not fit; none where it does.
    pub fn refuse(&self, need: &Need) -> Option<String> {
        let over = self
            .0
            .iter()
            .filter(|(quantity, limit)| quantity.of(need) > *limit);
        let over: Vec<String> = over
            .map(|(quantity, limit)| format!("{} {} of {limit}", quantity.name(), quantity.of(need)))
            .collect();
        (!over.is_empty()).then(|| over.join(", "))
    }

    /// The quantity that a model has least left of, and the share of its limit that it takes.
    pub fn tightest(&self, need: &Need) -> Option<(Quantity, f64)> {
        let share =
            |&(quantity, limit): &(Quantity, u64)| (quantity, quantity.of(need) as f64 / limit as f64);
        let shares = self.0.iter().map(share);
        shares.reduce(|most, next| if next.1 > most.1 { next } else { most })
    }
}

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut limits = Limits::default();
        for part in text.split(',') {
            let Some((name, amount)) = part.split_once('=') else {
                return Err(format!(
                    "`{part}` is not a quantity and its limit, such as flash=16K"
                ));
            };
            let Some(quantity) = Quantity::ALL.into_iter().find(|quantity| quantity.name() == name) else {
                let names = Quantity::ALL.map(Quantity::name).join(", ");
                return Err(format!("`{name}` is none of {names}"));
            };
            if limits.0.iter().any(|(known, _)| *known == quantity) {
                return Err(format!("{name} is limited twice"));
            }
            limits.0.push((quantity, parse(name, amount)?));
        }
        limits.0.sort_by_key(|(quantity, _)| *quantity as usize);
        Ok(limits)
    }
}

/// A whole number from 1, in units of 1024 with a K and of 1024 * 1024 with an M.
fn parse(name: &str, amount: &str) -> Result<u64, String> {
    let (digits, unit) = match amount.strip_suffix(['K', 'k']) {
        Some(digits) => (digits, 1024),
        None => match amount.strip_suffix(['M', 'm']) {
            Some(digits) => (digits, 1024 * 1024),
            None => (amount, 1),
        },
    };
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits
        .parse()
        .ok()
        .filter(|number| plain && (1..1 << 40).contains(number));
    number
        .map(|number: u64| number * unit)
        .ok_or_else(|| format!("{name}={amount}: a whole number from 1 to 2^40 - 1, where K is 1024 and M 1024 * 1024, such as 16K"))
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (quantity, limit)) in self.0.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            write!(f, "{comma}{}={limit}", quantity.name())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEED: Need = Need {
        flash: 1024,
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
            let error = text.parse::<Limits>().unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn a_limit_that_is_met_to_the_byte_is_kept() {
        let kept: Limits = "flash=1K,ram=64".parse().unwrap();
        assert_eq!(
            (kept.refuse(&NEED), kept.tightest(&NEED)),
            (None, Some((Quantity::Flash, 1.0)))
        );
        let over: Limits = "flash=1023,ram=64,instructions=1000".parse().unwrap();
        assert_eq!(
            over.refuse(&NEED).unwrap(),
            "flash 1024 of 1023, instructions 1500 of 1000"
        );
        let excess = [
            (Quantity::Flash, 1),
            (Quantity::Ram, 0),
            (Quantity::Instructions, 500),
        ];
        assert_eq!(over.excess(&NEED), excess);
        assert_eq!(over.tightest(&NEED), Some((Quantity::Instructions, 1.5)));
    }
}
