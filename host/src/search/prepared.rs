//! The features of a search's rows, once for each preparation that its candidates may choose.

use std::sync::Arc;

use super::error::Error;
use crate::data::Data;
use crate::data::prepare::{Pipeline, Preparation, PreparedRows};
use crate::space::Prepared;

/// One preparation, fitted to all rows that are searched.
pub(super) struct Whole<'d> {
    pub chosen: Prepared,
    pub how: Preparation,
    pub pipeline: Pipeline,
    /// All rows, filled and not scaled: the same for all that fill alike.
    pub matrix: Arc<PreparedRows<'d>>,
}

impl<'d> Whole<'d> {
    /// Each of several choices.
    pub fn all(
        data: &'d Data,
        rows: &[u32],
        how: &Preparation,
        choices: Vec<Prepared>,
    ) -> Result<Vec<Self>, Error> {
        let mut all: Vec<Self> = Vec::with_capacity(choices.len());
        for chosen in choices {
            let how = how.chosen(chosen);
            let filled = all.iter().find(|one| one.chosen.missing == chosen.missing);
            let (pipeline, matrix) = match filled {
                Some(one) => {
                    let pipeline = one.pipeline.scaled_as((data, &one.matrix), rows, &how)?;
                    (pipeline, Arc::clone(&one.matrix))
                }
                None => {
                    let (pipeline, matrix) = Pipeline::fit(data, rows, &how)?;
                    (pipeline, Arc::new(matrix))
                }
            };
            all.push(Self {
                chosen,
                how,
                pipeline,
                matrix,
            });
        }
        Ok(all)
    }
}
