//! The features of a search's rows, once for each preparation that its candidates may choose.

use std::sync::Arc;

use mcutune_core::params::WindowParams;

use super::error::Error;
use crate::data::Data;
use crate::data::prepare::{Pipeline, Preparation, PreparedRows};
use crate::space::Prepared;
use crate::windows::{OwnedStage, chosen};

/// Rows that are searched: those of the search's data, or windows that candidates choose to cut otherwise.
pub(super) struct Cut<'d> {
    chosen: WindowParams,
    pub data: Source<'d>,
    /// Those that are searched.
    pub rows: Vec<u32>,
}

/// Data that were given, or cut anew.
pub(super) enum Source<'d> {
    Given(&'d Data),
    Own(Box<Data>),
}

impl Source<'_> {
    pub fn get(&self) -> &Data {
        match self {
            Source::Given(data) => data,
            Source::Own(data) => data,
        }
    }
}

impl<'d> Cut<'d> {
    /// Those of all choices: the windows of each are cut once, whatever else candidates choose.
    pub fn all(data: &'d Data, rows: &[u32], choices: &[Prepared]) -> Result<Vec<Self>, Error> {
        let mut all: Vec<Self> = Vec::new();
        for window in choices.iter().map(Prepared::cut) {
            if all.iter().any(|one| one.chosen == window) {
                continue;
            }
            all.push(match (window == WindowParams::NONE, data.windowed()) {
                (true, _) => Self {
                    chosen: window,
                    data: Source::Given(data),
                    rows: rows.to_vec(),
                },
                (false, None) => return Err(Error::NoRecordings),
                (false, Some(windowed)) => {
                    let windowing = chosen(windowed.windowing(), &window).map_err(Error::WindowText)?;
                    let cut = windowed.cut_otherwise(&windowing)?;
                    if let Some(class) = data.classes().iter().find(|class| !cut.classes().contains(class)) {
                        return Err(Error::WindowsWithout {
                            windows: cut
                                .windowed()
                                .map(|cut| cut.stage().describe())
                                .unwrap_or_default(),
                            class: class.clone(),
                        });
                    }
                    Self {
                        chosen: window,
                        rows: cut.all_rows()?,
                        data: Source::Own(Box::new(cut)),
                    }
                }
            });
        }
        Ok(all)
    }
}

/// One preparation, fitted to all rows that are searched.
pub(super) struct Whole<'d> {
    pub chosen: Prepared,
    pub how: Preparation,
    pub pipeline: Pipeline,
    /// All rows, filled and not scaled: the same for all that fill alike.
    pub matrix: Arc<PreparedRows<'d>>,
    pub data: &'d Data,
    /// Those that are searched.
    pub rows: &'d [u32],
    /// What is done to samples before the network, where the rows are windows.
    stage: Option<OwnedStage>,
}

impl<'d> Whole<'d> {
    /// Bytes of static RAM of what is done to samples before the network; none where rows are no windows.
    pub fn stage_bytes(&self) -> usize {
        self.stage.as_ref().map_or(0, OwnedStage::ram)
    }

    /// Each of several choices, of rows that were cut for them.
    pub fn all(cuts: &'d [Cut<'d>], how: &Preparation, choices: Vec<Prepared>) -> Result<Vec<Self>, Error> {
        let mut all: Vec<Self> = Vec::with_capacity(choices.len());
        for chosen in choices {
            let how = how.chosen(chosen);
            let cut = cuts.iter().find(|cut| cut.chosen == chosen.cut());
            let cut = cut.ok_or(Error::NoCandidates)?;
            let (data, rows) = (cut.data.get(), cut.rows.as_slice());
            let alike = |one: &&Self| one.chosen.fills_as(&chosen);
            let (pipeline, matrix) = match all.iter().find(alike) {
                Some(one) => {
                    let pipeline = one.pipeline.scaled_as((data, &one.matrix), rows, &how)?;
                    (pipeline, Arc::clone(&one.matrix))
                }
                None => {
                    let (pipeline, matrix) = Pipeline::fit(data, rows, &how)?;
                    (pipeline, Arc::new(matrix))
                }
            };
            let names = pipeline.preprocess.feature_names();
            all.push(Self {
                stage: data.windowed().map(|windowed| windowed.stage().keeping(&names)),
                chosen,
                how,
                pipeline,
                matrix,
                data,
                rows,
            });
        }
        Ok(all)
    }
}
