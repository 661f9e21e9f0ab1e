//! How large a network may be, and how many classes there may be: one place for what sizes the lists and what errors say.

/// The most hidden layers; the output layer comes on top.
pub const MAX_HIDDEN: usize = 8;

/// The most widths from the inputs to the outputs.
pub(crate) const MAX_WIDTHS: usize = MAX_HIDDEN + 2;

/// The most classes that labels of 16 bits tell apart.
pub(crate) const MAX_CLASSES: usize = 1 << 16;
