//! `mcutune export`: a model as one file of another language.

use std::path::Path;

use crate::cli::failure::Failure;
use crate::cli::flags::{Export, Format};
use crate::export::{c, identifier, onnx, rust};
use crate::files::write_file;
use crate::model::{Model, ModelError};
use crate::study::JOURNAL;

/// Runs the command and writes the file.
pub fn export(flags: &Export) -> Result<(), Failure> {
    let model = find(&flags.model)?;
    let name = match &flags.name {
        None => identifier(&stem(&model.provenance.data)),
        Some(name) if *name == identifier(name) => name.clone(),
        Some(name) => {
            return Err(format!(
                "--name {name}: lower case ASCII letters, digits and `_` please, such as `{}`",
                identifier(name)
            )
            .into());
        }
    };
    let bytes = match flags.format {
        Format::Rust => rust::export(&model, &name, flags.dtype)?.into_bytes(),
        Format::C => c::export(&model, &name, flags.dtype)?.into_bytes(),
        Format::Onnx => onnx::export(&model, &name, flags.dtype)?,
    };
    write_file(&flags.output, &bytes)?;
    println!("{}: {} bytes", flags.output.display(), bytes.len());
    Ok(())
}

/// The model in a file or a study's directory.
fn find(path: &Path) -> Result<Model, Failure> {
    Model::load(path).map_err(|error| match error {
        ModelError::Read { .. } if path.join(JOURNAL).is_file() => format!(
            "{}: the study has no model yet; run its search again, it goes on from where it stopped",
            path.display()
        )
        .into(),
        error => error.into(),
    })
}

/// A file's name up to the first point.
fn stem(file: &str) -> String {
    file.split('.')
        .find(|part| !part.is_empty())
        .unwrap_or_default()
        .into()
}
