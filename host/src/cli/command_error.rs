//! Why a command ends without its result.

/// Any reason, with what to do about it.
pub type CommandError = Box<dyn std::error::Error + Send + Sync>;

/// Ctrl-C ended the command; the text says how to go on.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Interrupted(pub String);
