//! How a row keeps the number of its fold.

/// The number of a row's fold: a byte, as in the search of a device, or two where there are more folds than it counts.
pub trait FoldNumber: Copy + PartialEq + Into<u32> {
    /// That of a row that is scored on no fold, and trains on all; folds have the numbers before it, so that there are
    /// at most as many.
    const UNSCORED: Self;

    /// Of a fold before [`FoldNumber::UNSCORED`].
    #[must_use]
    fn of(fold: usize) -> Self;
}

impl FoldNumber for u8 {
    const UNSCORED: Self = Self::MAX;

    fn of(fold: usize) -> Self {
        fold as u8
    }
}

impl FoldNumber for u16 {
    const UNSCORED: Self = Self::MAX;

    fn of(fold: usize) -> Self {
        fold as u16
    }
}
