/// What changes while samples come: lay it in a `static`.
#[allow(dead_code)]
pub struct State {
    progress: Progress,
    memory: [f32; STAGE.memory()],
    /// Of the last window.
    pub features: [f32; FEATURES],
    FIELDS
}

#[allow(dead_code)]
impl State {
    /// Before the first sample.
    pub const fn new() -> Self {
        Self {
            progress: Progress::new(),
            memory: [0.0; STAGE.memory()],
            features: [0.0; FEATURES],
            ZEROS
        }
    }
}
