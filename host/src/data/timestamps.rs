//! The column that says when each row was measured, in f64: in f32 a day of milliseconds has steps of eight.

use super::roles::Role;
use super::table::Placed;

/// Which column holds timestamps.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Timestamps {
    /// The first that is called so, if there is one, but for these: see [`is_time`].
    Named { but: Vec<String> },
    /// By name or by index from 0.
    Column(String),
}

/// Names of columns that say when a row was measured.
const NAMES: [&str; 16] = [
    "timestamp",
    "timestamps",
    "time",
    "t",
    "ts",
    "ms",
    "us",
    "millis",
    "micros",
    "seconds",
    "sec",
    "datetime",
    "date_time",
    "date",
    "epoch",
    "uptime",
];

/// What may stand behind `timestamp` or `time`.
const UNITS: [&str; 12] = [
    "s", "ms", "us", "ns", "sec", "seconds", "msec", "usec", "nsec", "millis", "micros", "utc",
];

/// Whether a column's name says that it holds timestamps: `timestamp`, `Time (s)`, `time_ms` and the like.
pub(crate) fn is_time(name: &str) -> bool {
    let name = name.trim().to_ascii_lowercase();
    let behind = |begin: &str| {
        let rest = name.strip_prefix(begin)?;
        let unit = rest.trim_matches([' ', '_', '-', '(', ')', '[', ']']);
        // `times` is no time in seconds
        Some(unit.len() < rest.len() && UNITS.contains(&unit))
    };
    let with_unit = ["timestamps", "timestamp", "time", "t", "uptime"];
    NAMES.contains(&name.as_str()) || with_unit.into_iter().filter_map(behind).any(|is_unit| is_unit)
}

impl Timestamps {
    /// Which of a table's columns it is, the first of which is at `offset` among the fields of a line.
    pub(super) fn find<'c>(&self, columns: &'c [Placed], offset: usize) -> Option<&'c Placed> {
        let mut features = columns.iter().filter(|(_, column)| column.role == Role::Feature);
        match self {
            Timestamps::Named { but } => {
                features.find(|(_, column)| is_time(&column.name) && !but.contains(&column.name))
            }
            Timestamps::Column(asked) => {
                let index = asked.parse().ok();
                let mut again = features.clone();
                let by_name = features.find(|(_, column)| column.name == *asked);
                by_name.or_else(|| again.find(|(place, _)| Some(place - offset) == index))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_timestamps_are_known_by_their_names() {
        for time in [
            "timestamp",
            "Time",
            "time (s)",
            "Time[ms]",
            "t_us",
            "timestamp_ms",
            "T",
            " datetime ",
        ] {
            assert!(is_time(time), "{time}");
        }
        for other in [
            "x",
            "temperature",
            "times",
            "tx",
            "timer",
            "ax (m/s2)",
            "gyro_t",
            "",
        ] {
            assert!(!is_time(other), "{other}");
        }
    }
}
