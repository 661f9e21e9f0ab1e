//! Rows of a table, in any order, one below the other.

use super::{Kernel, Lanes, run};

struct Gather<'a> {
    width: usize,
    rows: &'a [u32],
    from: &'a [f32],
    to: &'a mut [f32],
}

impl Kernel for Gather<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let width = self.width;
        for (&row, to) in self.rows.iter().zip(self.to.chunks_exact_mut(width)) {
            let from = &self.from[row as usize * width..][..width];
            let mut i = 0;
            // SAFETY: both slices hold `width` numbers.
            unsafe {
                while i + L::COUNT <= width {
                    L::read(from.as_ptr().add(i)).write(to.as_mut_ptr().add(i));
                    i += L::COUNT;
                }
                if i < width {
                    L::read_first(from.as_ptr().add(i), width - i)
                        .write_first(to.as_mut_ptr().add(i), width - i);
                }
            }
        }
    }
}

/// Copies `rows` of `from`, `width` numbers each, to the first rows of `to`.
pub fn gather(width: usize, rows: &[u32], from: &[f32], to: &mut [f32]) {
    if width > 0 {
        run(Gather {
            width,
            rows,
            from,
            to,
        });
    }
}
