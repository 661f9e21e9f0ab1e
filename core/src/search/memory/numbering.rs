//! Whether a search numbers the classes of its folds.

use crate::data::{Dataset, Target};

/// u32: the number of each class among those that a fold trains on, where not every fold trains on
/// all: a class with one row is in no other fold than the one that tests it.
pub(crate) const fn numbering(data: &Dataset<'_>) -> usize {
    /// Counted in one pass over the labels.
    const AT_ONCE: usize = 64;
    let Target::Classes { labels, classes } = data.target() else {
        return 0;
    };
    let mut first = 0;
    while first < classes {
        let (mut counts, mut row) = ([0u8; AT_ONCE], 0);
        while row < labels.len() {
            let class = labels[row] as usize;
            if class >= first && class < first + AT_ONCE && counts[class - first] < 2 {
                counts[class - first] += 1;
            }
            row += 1;
        }
        let mut class = first;
        while class < classes && class < first + AT_ONCE {
            if counts[class - first] < 2 {
                return classes;
            }
            class += 1;
        }
        first += AT_ONCE;
    }
    0
}
