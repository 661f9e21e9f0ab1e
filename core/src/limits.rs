//! How large a network may be, how many classes and how many folds there may be: one place for what
//! sizes the lists and what errors say.

/// The most hidden layers; the output layer comes on top.
pub const MAX_HIDDEN: usize = 16;

/// The most widths from the inputs to the outputs.
pub(crate) const MAX_WIDTHS: usize = MAX_HIDDEN + 2;

/// The most classes that labels of 16 bits distinguish; one fewer where that is the largest number that a
/// chip counts to.
pub(crate) const MAX_CLASSES: usize = (u16::MAX as usize).saturating_add(1);

/// The most folds: the fold of a row is one byte, and one number more is all rows training.
pub(crate) const MAX_FOLDS: usize = u8::MAX as usize;
