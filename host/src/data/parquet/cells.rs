//! Which types of columns are read, and their values as fields of text.

use std::fmt::Write as _;

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};
use parquet::schema::types::ColumnDescriptor;

use super::zone;
use crate::data::meaning::truth_text;
use crate::data::npy::half;

/// What a column's values mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum CellType {
    /// As they stand: numbers, or text.
    Plain,
    Unsigned,
    /// Days since 1970.
    Date,
    /// Since midnight, in this many parts of a second.
    Time(i64),
    /// Since 1970, in this many parts of a second; in a zone, or by a clock of which nothing is said.
    Moment {
        per_second: i64,
        zone: Option<TimeZone>,
    },
    /// As long, in this many parts of a second.
    Duration(i64),
    /// This many digits are behind the point.
    Decimal(usize),
    Half,
}

/// Bytes of a decimal, and its digits behind the point, at most.
const MOST_BYTES: i32 = 16;
const MOST_DIGITS: i32 = 38;

/// Days and nanoseconds.
const INT96: CellType = CellType::Moment {
    per_second: 1_000_000_000,
    zone: None,
};

/// What the values of a column mean; none where they are no cells of a table.
pub(super) fn kind(column: &ColumnDescriptor) -> Option<CellType> {
    if column.physical_type() == Type::INT96 {
        return Some(INT96);
    }
    let of_decimal = |scale: i32| {
        let wide = column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY && column.type_length() > MOST_BYTES;
        let scale = usize::try_from(scale)
            .ok()
            .filter(|_| !wide && scale <= MOST_DIGITS);
        scale.map(CellType::Decimal)
    };
    let per_second = |unit: &TimeUnit| match unit {
        TimeUnit::MILLIS => 1_000,
        TimeUnit::MICROS => 1_000_000,
        TimeUnit::NANOS => 1_000_000_000,
    };
    let kind = match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Integer(whole)), _) => match whole.is_signed {
            true => CellType::Plain,
            false => CellType::Unsigned,
        },
        (Some(LogicalType::Decimal(decimal)), _) => of_decimal(decimal.scale)?,
        (Some(LogicalType::Date), _) => CellType::Date,
        (Some(LogicalType::Time(time)), _) => CellType::Time(per_second(&time.unit)),
        (Some(LogicalType::Timestamp(time)), _) => CellType::Moment {
            per_second: per_second(&time.unit),
            zone: time.is_adjusted_to_u_t_c.then_some(TimeZone::UTC),
        },
        (Some(LogicalType::Float16), _) => CellType::Half,
        (Some(LogicalType::String | LogicalType::Enum | LogicalType::Json | LogicalType::Unknown), _) => {
            CellType::Plain
        }
        (Some(_), _) => return None,
        (
            None,
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64,
        ) => CellType::Unsigned,
        (None, ConvertedType::DECIMAL) => of_decimal(column.type_scale())?,
        (None, ConvertedType::DATE) => CellType::Date,
        (None, ConvertedType::TIME_MILLIS) => CellType::Time(1_000),
        (None, ConvertedType::TIME_MICROS) => CellType::Time(1_000_000),
        (None, ConvertedType::TIMESTAMP_MILLIS) => CellType::Moment {
            per_second: 1_000,
            zone: Some(TimeZone::UTC),
        },
        (None, ConvertedType::TIMESTAMP_MICROS) => CellType::Moment {
            per_second: 1_000_000,
            zone: Some(TimeZone::UTC),
        },
        (None, ConvertedType::BSON | ConvertedType::INTERVAL | ConvertedType::LIST | ConvertedType::MAP) => {
            return None;
        }
        (None, _) => CellType::Plain,
    };
    // Bytes of fixed length are numbers here or nothing.
    let fixed = column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY;
    let number = matches!(kind, CellType::Half | CellType::Decimal(_));
    let half = kind == CellType::Half && column.type_length() != 2;
    ((!fixed || number) && !half).then_some(kind)
}

impl CellType {
    /// Takes moments for those of the zone that is declared of them, given whether they are stored in UTC; gives
    /// its name where nothing says what its clocks show, which leaves them in UTC.
    pub(super) fn localize<'d>(&mut self, declared: impl FnOnce(bool) -> Option<&'d str>) -> Option<String> {
        let CellType::Moment { zone, .. } = self else {
            return None;
        };
        let name = declared(zone.is_some())?;
        let found = zone::find(name);
        *zone = Some(found.clone().unwrap_or(TimeZone::UTC));
        found.is_none().then(|| name.to_owned())
    }
}

/// What messages call the type of a column that is not read.
pub(super) fn name(column: &ColumnDescriptor) -> String {
    match column.logical_type_ref() {
        Some(LogicalType::Decimal(_)) => "a decimal of more than 38 digits".to_owned(),
        Some(LogicalType::Uuid) => "UUID".to_owned(),
        _ => match column.converted_type() {
            ConvertedType::NONE => column.physical_type().to_string(),
            converted => converted.to_string(),
        },
    }
}

/// A value of a column that becomes a field of text.
pub(super) trait CellValue {
    /// Writes the field; false where there is no such value.
    fn write(&self, kind: &CellType, field: &mut String) -> bool;
}

impl CellValue for bool {
    fn write(&self, _: &CellType, field: &mut String) -> bool {
        field.push_str(truth_text(*self));
        true
    }
}

impl CellValue for i32 {
    fn write(&self, kind: &CellType, field: &mut String) -> bool {
        match kind {
            CellType::Unsigned => write!(field, "{}", *self as u32).is_ok(),
            _ => i64::from(*self).write(kind, field),
        }
    }
}

impl CellValue for i64 {
    fn write(&self, kind: &CellType, field: &mut String) -> bool {
        match kind {
            CellType::Unsigned => write!(field, "{}", *self as u64).is_ok(),
            CellType::Date => write_date(*self, field).is_some(),
            CellType::Time(per_second) => write_time(*self, *per_second, field).is_some(),
            CellType::Moment { per_second, zone } => {
                let seconds = self.div_euclid(*per_second);
                let nanoseconds = self.rem_euclid(*per_second) * (1_000_000_000 / per_second);
                write_moment((seconds, nanoseconds), zone.as_ref(), field).is_some()
            }
            // pandas' missing one
            CellType::Duration(_) if *self == i64::MIN => true,
            CellType::Duration(per_second) => {
                write_decimal((*self).into(), per_second.ilog10() as usize, field)
            }
            CellType::Decimal(digits) => write_decimal((*self).into(), *digits, field),
            CellType::Plain | CellType::Half => write!(field, "{self}").is_ok(),
        }
    }
}

impl CellValue for Int96 {
    fn write(&self, kind: &CellType, field: &mut String) -> bool {
        /// The Julian day of 1970-01-01.
        const START: i64 = 2_440_588;
        const NANOSECONDS: u64 = 1_000_000_000;
        let &[low, high, day] = self.data() else {
            return false;
        };
        let nanoseconds = u64::from(high) << 32 | u64::from(low);
        let seconds = (i64::from(day) - START) * 86_400 + (nanoseconds / NANOSECONDS) as i64;
        let CellType::Moment { zone, .. } = kind else {
            return false;
        };
        let nanoseconds = (nanoseconds % NANOSECONDS) as i64;
        write_moment((seconds, nanoseconds), zone.as_ref(), field).is_some()
    }
}

impl CellValue for f32 {
    fn write(&self, _: &CellType, field: &mut String) -> bool {
        self.is_nan() || write!(field, "{self}").is_ok()
    }
}

impl CellValue for f64 {
    fn write(&self, _: &CellType, field: &mut String) -> bool {
        if self.is_nan() {
            return true;
        }
        let start = field.len();
        let written = write!(field, "{self}").is_ok();
        // The shortest text may lie on the other side of the middle between two numbers of f32.
        if field[start..].parse() != Ok(*self as f32) {
            /// Of the longest number.
            const DIGITS: usize = 767;
            field.truncate(start);
            return write!(field, "{self:.DIGITS$e}").is_ok();
        }
        written
    }
}

impl CellValue for ByteArray {
    fn write(&self, kind: &CellType, field: &mut String) -> bool {
        if let CellType::Decimal(digits) = kind {
            return whole(self.data()).is_some_and(|number| write_decimal(number, *digits, field));
        }
        let text = std::str::from_utf8(self.data());
        text.map(|text| field.push_str(text)).is_ok()
    }
}

impl CellValue for FixedLenByteArray {
    fn write(&self, kind: &CellType, field: &mut String) -> bool {
        match (kind, self.data()) {
            (CellType::Half, &[low, high]) => half(u16::from_le_bytes([low, high])).write(kind, field),
            (CellType::Decimal(digits), bytes) => {
                whole(bytes).is_some_and(|number| write_decimal(number, *digits, field))
            }
            _ => false,
        }
    }
}

/// A signed number, its greatest byte first.
fn whole(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.first().is_some_and(|&byte| byte >= 0x80);
    let mut all = [if negative { 0xff } else { 0 }; 16];
    let start = all.len().checked_sub(bytes.len())?;
    all[start..].copy_from_slice(bytes);
    Some(i128::from_be_bytes(all))
}

fn write_decimal(number: i128, digits: usize, field: &mut String) -> bool {
    let text = format!("{:0>1$}", number.unsigned_abs(), digits + 1);
    let (before, behind) = text.split_at(text.len() - digits);
    let sign = if number < 0 { "-" } else { "" };
    let point = if behind.is_empty() { "" } else { "." };
    write!(field, "{sign}{before}{point}{behind}").is_ok()
}

fn write_date(days: i64, field: &mut String) -> Option<()> {
    const START: Date = Date::constant(1970, 1, 1);
    let since = SignedDuration::from_secs(days.checked_mul(86_400)?);
    write!(field, "{}", START.checked_add(since).ok()?).ok()
}

fn write_time(count: i64, per_second: i64, field: &mut String) -> Option<()> {
    let (seconds, rest) = (count.div_euclid(per_second), count.rem_euclid(per_second));
    let part = |number: i64| i8::try_from(number).ok();
    let nanoseconds = i32::try_from(rest * (1_000_000_000 / per_second)).ok()?;
    let time = Time::new(
        part(seconds.div_euclid(3600))?,
        part(seconds / 60 % 60)?,
        part(seconds % 60)?,
        nanoseconds,
    );
    write!(field, "{}", time.ok()?).ok()
}

/// As pandas writes text: with its offset from UTC in a zone; else a date alone where it is midnight.
fn write_moment(
    (seconds, nanoseconds): (i64, i64),
    zone: Option<&TimeZone>,
    field: &mut String,
) -> Option<()> {
    let moment = Timestamp::new(seconds, i32::try_from(nanoseconds).ok()?).ok()?;
    let offset = zone.map_or(Offset::UTC, |zone| zone.to_offset(moment));
    let civil = offset.to_datetime(moment);
    match zone {
        None if civil.time() == Time::midnight() => write!(field, "{}", civil.date()).ok(),
        None => write!(field, "{civil}").ok(),
        Some(_) => {
            write!(field, "{civil}").ok()?;
            zone::write(offset, field)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(cell: &impl CellValue, kind: &CellType) -> String {
        let mut field = String::new();
        assert!(cell.write(kind, &mut field));
        field
    }

    #[test]
    fn values_are_written_as_text_has_them() {
        let of_zone = |zone: Option<&str>| CellType::Moment {
            per_second: 1000,
            zone: zone.map(|name| zone::find(name).expect("a zone")),
        };
        let moment = of_zone(None);
        for (number, kind, expected) in [
            (-7_i64, CellType::Plain, "-7"),
            (-1, CellType::Unsigned, "18446744073709551615"),
            (-1, CellType::Date, "1969-12-31"),
            (45_000_250, CellType::Time(1000), "12:30:00.25"),
            (1_714_566_605_250, moment.clone(), "2024-05-01T12:30:05.25"),
            (-86_400_000, moment.clone(), "1969-12-31"),
            (1_714_566_605_250, of_zone(Some("UTC")), "2024-05-01T12:30:05.25Z"),
            (-86_400_000, of_zone(Some("UTC")), "1969-12-31T00:00:00Z"),
            (
                1_714_566_605_250,
                of_zone(Some("-05:30")),
                "2024-05-01T07:00:05.25-05:30",
            ),
            (-5, CellType::Decimal(2), "-0.05"),
            (-1_500, CellType::Duration(1000), "-1.500"),
            (90, CellType::Duration(1), "90"),
            (i64::MIN, CellType::Duration(1), ""),
            (12_345, CellType::Decimal(0), "12345"),
            (12_345, CellType::Decimal(2), "123.45"),
        ] {
            assert_eq!(text(&number, &kind), expected);
        }
        assert_eq!(text(&-1_i32, &CellType::Unsigned), "4294967295");
        assert_eq!(
            text(&ByteArray::from(vec![0xff, 0x85]), &CellType::Decimal(1)),
            "-12.3"
        );
        assert_eq!(
            text(&Int96::from(vec![1_000_000_000, 0, 2_440_589]), &INT96),
            "1970-01-02T00:00:01"
        );
        assert_eq!(text(&f32::NAN, &CellType::Plain), "");
        assert!(!i64::MAX.write(&CellType::Date, &mut String::new()));
        assert!(!i64::MAX.write(&CellType::Time(1000), &mut String::new()));
        assert!(!i64::MIN.write(&moment, &mut String::new()));
        assert!(!ByteArray::from(vec![0xff]).write(&CellType::Plain, &mut String::new()));
    }

    #[test]
    fn f64_becomes_the_nearest_f32() {
        // Each is the middle between two, or next to it.
        let mut exact = 0;
        for step in 0..20_000_u32 {
            let low = f32::from_bits(0x3dcc_cccd + step * 977);
            let middle = (f64::from(low) + f64::from(low.next_up())) / 2.0;
            for value in [middle.next_down(), middle, middle.next_up()] {
                let text = text(&value, &CellType::Plain);
                assert_eq!(text.parse(), Ok(value as f32), "{value}");
                exact += u32::from(text.len() > 100);
            }
        }
        assert!(exact > 0, "some are longer than their shortest text");
    }
}
