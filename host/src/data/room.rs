//! Memory that grows with what is read: where there is none, that is an error, and no abort.

use std::hint::black_box;

use super::error::DataError;

/// There is no memory for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Full {
    /// As the error of a file of which this many rows are read.
    pub(crate) fn of(self, path: &str, rows: usize) -> DataError {
        let path = path.to_owned();
        DataError::TooManyRows { path, rows }
    }
}

/// Bytes that stay free beside what grows: for messages, and for all else that is small. Allocators take
/// more from the system, and are then slow to give back what is as large.
pub(crate) const BESIDE: usize = 96 << 10;

/// A smaller vector grows without a look at what stays free.
const SMALL: usize = 64 << 10;

/// Whether this many bytes are free.
pub(crate) fn has_room(bytes: usize) -> Result<(), Full> {
    let mut free = Vec::<u8>::new();
    let has_room = free.try_reserve_exact(bytes).is_ok();
    // Else the compiler is free to leave it out.
    black_box(&mut free);
    if has_room { Ok(()) } else { Err(Full) }
}

/// A vector that grows as far as there is memory.
pub(crate) trait Grow<T> {
    /// Has room for this many more.
    fn room(&mut self, more: usize) -> Result<(), Full>;

    /// Appends an item.
    fn grow(&mut self, item: T) -> Result<(), Full>;

    /// Appends as many items as the iterator says.
    fn grow_by(&mut self, items: impl ExactSizeIterator<Item = T>) -> Result<(), Full>;
}

impl<T> Grow<T> for Vec<T> {
    fn room(&mut self, more: usize) -> Result<(), Full> {
        if self.capacity() - self.len() >= more {
            return Ok(());
        }
        self.try_reserve(more).map_err(|_| Full)?;
        match self.capacity() * size_of::<T>() > SMALL {
            true => has_room(BESIDE),
            false => Ok(()),
        }
    }

    fn grow(&mut self, item: T) -> Result<(), Full> {
        if self.len() == self.capacity() {
            self.room(1)?;
        }
        self.push(item);
        Ok(())
    }

    fn grow_by(&mut self, items: impl ExactSizeIterator<Item = T>) -> Result<(), Full> {
        self.room(items.len())?;
        self.extend(items);
        Ok(())
    }
}

/// All items, in a vector of their number.
pub(crate) fn collected<T>(items: impl ExactSizeIterator<Item = T>) -> Result<Vec<T>, Full> {
    let mut all = Vec::new();
    all.try_reserve_exact(items.len()).map_err(|_| Full)?;
    if items.len() * size_of::<T>() > SMALL {
        has_room(BESIDE)?;
    }
    all.extend(items);
    Ok(all)
}

/// This many zeros.
pub(crate) fn zeros<T: Clone + Default>(length: usize) -> Result<Vec<T>, Full> {
    collected(std::iter::repeat_n(T::default(), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_memory_is_an_error() {
        let mut all = Vec::new();
        assert_eq!(all.grow(1_u64), Ok(()));
        assert_eq!(all.grow_by([2, 3].into_iter()), Ok(()));
        assert_eq!(all, [1, 2, 3]);
        assert_eq!(all.room(usize::MAX / 16), Err(Full));
        assert_eq!(has_room(isize::MAX as usize), Err(Full));
        assert_eq!(collected(0..3), Ok(vec![0, 1, 2]));
        assert_eq!(collected((0..usize::MAX).map(|_| 0_u64)), Err(Full));
    }
}
