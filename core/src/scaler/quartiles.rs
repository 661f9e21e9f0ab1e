//! Quartiles of numbers that can be gone through again and again, and of which no copy is kept.
//!
//! The numbers' bits, made to order as they do, are found four at a time from the highest: each pass counts how
//! many of the numbers that begin as the one looked for go on in which of sixteen ways. Eight passes find three
//! numbers, a ninth what follows each, and nothing of it rounds.

/// Bits that a pass finds.
const BITS: u32 = 4;
/// Ways in which a number may go on.
const WAYS: usize = 1 << BITS;

/// The three quartiles, by numpy's linear interpolation; NaN of no numbers. Each is one that f32 holds.
pub(super) fn quartiles(values: impl Iterator<Item = f64> + Clone) -> [f64; 3] {
    let keys = values.map(|value| key(value as f32));
    let count = keys.clone().fold(0u32, |count, _| count + 1);
    let Some(last) = count.checked_sub(1) else {
        return [f64::NAN; 3];
    };
    // a quarter of the way is exact: it is a whole number of quarters
    let quarters = [1u64, 2, 3].map(|quarter| u64::from(last) * quarter);
    let mut searches = quarters.map(|quarters| Search {
        prefix: 0,
        rank: (quarters / 4) as u32,
        equal: count,
    });
    for shift in (0..u32::BITS).step_by(BITS as usize).rev() {
        step(&mut searches, keys.clone(), shift);
    }
    let mut above = [u32::MAX; 3];
    for key in keys {
        for (above, search) in above.iter_mut().zip(&searches) {
            if key > search.prefix {
                *above = key.min(*above);
            }
        }
    }
    let mut found = [0.0; 3];
    for (((found, quarters), search), above) in found.iter_mut().zip(quarters).zip(&searches).zip(above) {
        let low = number(search.prefix);
        let is_again = search.rank + 1 < search.equal;
        let part = (quarters % 4) as f64 / 4.0;
        *found = match part == 0.0 || is_again {
            true => low,
            false => between(low, number(above), part),
        };
    }
    found
}

/// A number that is looked for.
#[derive(Clone, Copy)]
struct Search {
    /// Its highest bits, as far as they are found.
    prefix: u32,
    /// How many of the numbers that begin so are before it.
    rank: u32,
    /// How many begin so.
    equal: u32,
}

/// Finds the bits above `shift` that follow those that are found.
fn step(searches: &mut [Search; 3], keys: impl Iterator<Item = u32>, shift: u32) {
    let mut counts = [[0u32; WAYS]; 3];
    for key in keys {
        let upper = key >> shift;
        for (counts, search) in counts.iter_mut().zip(&*searches) {
            if upper >> BITS == search.prefix {
                counts[upper as usize % WAYS] += 1;
            }
        }
    }
    for (counts, search) in counts.iter().zip(searches) {
        let mut way = 0;
        while way + 1 < WAYS && search.rank >= counts[way] {
            search.rank -= counts[way];
            way += 1;
        }
        search.prefix = search.prefix << BITS | way as u32;
        search.equal = counts[way];
    }
}

/// A whole number that orders as `value` does; both zeros are one.
fn key(value: f32) -> u32 {
    let bits = (value + 0.0).to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

/// The number of a [`key`].
fn number(key: u32) -> f64 {
    let bits = if key >> 31 == 1 { key & !(1 << 31) } else { !key };
    f64::from(f32::from_bits(bits))
}

/// numpy's, which is exact at both ends: from the end that is nearer.
fn between(low: f64, high: f64, part: f64) -> f64 {
    let way = high - low;
    if part < 0.5 {
        low + way * part
    } else {
        high - way * (1.0 - part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(values: &mut [f32]) -> [f64; 3] {
        values.sort_by(f32::total_cmp);
        [0.25, 0.5, 0.75].map(|share| {
            let at = share * (values.len() - 1) as f64;
            let (low, high) = (
                values[at as usize],
                values[(at as usize + 1).min(values.len() - 1)],
            );
            between(low.into(), high.into(), at % 1.0)
        })
    }

    fn of(values: &[f32]) -> [f64; 3] {
        quartiles(values.iter().copied().map(f64::from))
    }

    #[test]
    fn a_key_orders_as_its_number_does() {
        let all = [
            f32::MIN,
            -1.0,
            -f32::MIN_POSITIVE,
            -1e-45,
            0.0,
            1e-45,
            0.5,
            1.0,
            f32::MAX,
        ];
        for pair in all.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "{pair:?}");
        }
        assert!(all.iter().all(|&value| number(key(value)) == f64::from(value)));
        assert_eq!(key(-0.0), key(0.0));
        assert_eq!(number(key(-0.0)).to_bits(), 0);
    }

    #[test]
    fn they_are_those_of_sorted_numbers() {
        let mut state = 1u32;
        let mut draw = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 8
        };
        for count in 1..120 {
            for distinct in [1, 2, 5, 1000, 1 << 24] {
                let mut values = [0.0; 120];
                let values = &mut values[..count];
                for value in &mut *values {
                    let drawn = draw() % distinct;
                    *value = (drawn as f32 - distinct as f32 / 3.0) * 1.7e-3;
                }
                assert_eq!(of(values), sorted(values), "{count} of {distinct}");
            }
        }
    }

    #[test]
    fn a_few_by_hand() {
        assert!(of(&[]).iter().all(|quartile| quartile.is_nan()));
        assert_eq!(of(&[7.0]), [7.0; 3]);
        assert_eq!(of(&[3.0, 1.0]), [1.5, 2.0, 2.5]);
        assert_eq!(of(&[4.0, 1.0, 3.0, 2.0]), [1.75, 2.5, 3.25]);
        assert_eq!(of(&[5.0, 5.0, 5.0, 9.0]), [5.0, 5.0, 6.0]);
        let ends = f64::from(f32::MAX);
        assert_eq!(of(&[f32::MAX, -f32::MAX]), [-ends / 2.0, 0.0, ends / 2.0]);
    }
}
