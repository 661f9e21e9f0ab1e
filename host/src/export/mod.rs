//! A model as one file of another language.
//!
//! One exporter a module, each a pure function from the model to the file's bytes. To add one:
//! its module, a variant of [`Format`], and what the command's help says of it.

mod c;
mod literal;
mod metadata;
mod onnx;
mod rust;

use crate::model::{Dtype, Model, ModelError, check_room};
use crate::text;
use crate::windows::Smoothing;

use literal::identifier;

/// Bytes of a weight as a literal, of up to 16 letters, with its copies and what texts grow beyond them.
const OF_TEXT: usize = 160;

/// Of a weight as a number, with its copies.
const OF_BYTES: usize = 32;

/// The language of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A file of statics for mcutune-core.
    Rust,
    /// A C99 header, which is C++ too.
    C,
    /// An ONNX model.
    Onnx,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 3] = [Format::Rust, Format::C, Format::Onnx];

    /// `rust`, `c` or `onnx`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Format::Rust => "rust",
            Format::C => "c",
            Format::Onnx => "onnx",
        }
    }
}

/// How a model is exported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportOptions {
    name: Option<String>,
    dtype: Dtype,
    smooth: Option<Smoothing>,
}

impl ExportOptions {
    /// In f32, under the name of the data file.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the names in the file begin with, or the module is called: lower case ASCII letters,
    /// digits and `_`, not a digit first.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        let name = Some(name.into());
        Self { name, ..self }
    }

    /// The numbers that the network computes with.
    #[must_use]
    pub fn dtype(self, dtype: Dtype) -> Self {
        Self { dtype, ..self }
    }

    /// Over how many windows the answers of a model of recordings are smoothed; it changes nothing of another.
    #[must_use]
    pub fn smooth(self, smooth: impl Into<Option<Smoothing>>) -> Self {
        let smooth = smooth.into();
        Self { smooth, ..self }
    }

    /// The name to use, checked.
    fn name_for(&self, model: &Model) -> Result<String, ModelError> {
        let Some(name) = &self.name else {
            return Ok(identifier(text::stem(&model.provenance().data)));
        };
        let like = identifier(name);
        if *name == like {
            return Ok(like);
        }
        let name = name.clone();
        Err(ModelError::Name { name, like })
    }
}

impl Model {
    /// An error where there is no memory for a file that takes so many bytes a weight while it is put together.
    fn check_room(&self, bytes: usize) -> Result<(), ModelError> {
        check_room("exported", self.weights().len().saturating_mul(bytes))
    }

    /// The bytes of the file in that format.
    ///
    /// # Errors
    /// [`ModelError::Name`], [`ModelError::NoInt8`] where it is asked for in int8 and has no such form, and
    /// [`ModelError::NoMemory`].
    pub fn export(&self, format: Format, options: &ExportOptions) -> Result<Vec<u8>, ModelError> {
        match format {
            Format::Rust => self.to_rust(options).map(String::into_bytes),
            Format::C => self.to_c(options).map(String::into_bytes),
            Format::Onnx => self.to_onnx(options),
        }
    }

    /// One Rust file of statics around `mcutune-core`.
    ///
    /// # Errors
    /// As [`Model::export`].
    pub fn to_rust(&self, options: &ExportOptions) -> Result<String, ModelError> {
        self.check_room(OF_TEXT)?;
        rust::export(self, &options.name_for(self)?, (options.dtype, options.smooth))
    }

    /// One self-contained C99 header, which is C++ as well.
    ///
    /// # Errors
    /// As [`Model::export`].
    pub fn to_c(&self, options: &ExportOptions) -> Result<String, ModelError> {
        self.check_room(OF_TEXT)?;
        c::export(self, &options.name_for(self)?, (options.dtype, options.smooth))
    }

    /// An ONNX model.
    ///
    /// # Errors
    /// As [`Model::export`].
    pub fn to_onnx(&self, options: &ExportOptions) -> Result<Vec<u8>, ModelError> {
        self.check_room(OF_BYTES)?;
        onnx::export(self, &options.name_for(self)?, options.dtype)
    }
}
