//! A short list of numbers that constants can hold.
//!
//! Lists elsewhere are `heapless::Vec`s. Those drop their elements, so they are not `Copy`, and a
//! `const fn` cannot let go of one; shapes and hyperparameters are made in constants, copied and
//! changed there.

/// At most `N` numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct List<T, const N: usize> {
    len: u8,
    /// Those from `len` on are all the same, so that equal lists are equal in memory.
    items: [T; N],
}

impl<T: Copy, const N: usize> List<T, N> {
    /// None where there are more than `N`; `rest` stands behind the last.
    pub(crate) const fn try_new(from: &[T], rest: T) -> Option<Self> {
        if from.len() > N {
            return None;
        }
        let mut items = [rest; N];
        let mut i = 0;
        while i < from.len() {
            items[i] = from[i];
            i += 1;
        }
        Some(Self {
            len: from.len() as u8,
            items,
        })
    }

    /// Of as many as there is room for.
    pub(crate) const fn full(items: [T; N]) -> Self {
        Self { len: N as u8, items }
    }

    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        // never longer than the array; said so that no check can panic
        self.items.get(..self.len()).unwrap_or(&self.items)
    }

    /// All `N`, with what stands behind the last.
    pub(crate) const fn padded(&self) -> &[T; N] {
        &self.items
    }
}
