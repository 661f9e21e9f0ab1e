//! How windows are cut, in the host's words.

/// What a search of recordings chooses of its windows, in the host's words; none leaves it as they are cut. No fit takes
/// any of it, and a chip has no such field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowParams {
    /// Which axes features are of.
    pub axes: Option<&'static str>,
    /// Of so many samples the first is kept.
    pub decimate: Option<&'static str>,
    /// What windows are described by.
    pub features: Option<&'static str>,
    /// What samples are filtered by before windows are cut.
    pub filter: Option<&'static str>,
    /// From the beginning of a window to that of the next.
    pub hop: Option<&'static str>,
    /// How many features are selected.
    pub select: Option<&'static str>,
    /// The length of a window.
    pub size: Option<&'static str>,
}

impl WindowParams {
    /// Nothing is chosen.
    pub const NONE: Self = Self {
        axes: None,
        decimate: None,
        features: None,
        filter: None,
        hop: None,
        select: None,
        size: None,
    };
}
