//! What a command says beside its result.

/// Each is said once, on stderr; a command with `--json` says them again in its object.
#[derive(Debug, Default)]
pub struct Warnings(Vec<String>);

impl Warnings {
    /// Says one.
    pub fn add(&mut self, warning: String) {
        eprintln!("warning: {warning}");
        self.0.push(warning);
    }

    /// All that were said.
    pub fn said(&self) -> &[String] {
        &self.0
    }
}
