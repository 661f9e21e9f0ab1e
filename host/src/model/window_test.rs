//! A recording with which an export proves its bits.

use mcutune_core::signal::Progress;

use super::{Dtype, Model, ModelError, inconsistent};

/// Numbers of a recording, at most, where it has more than one window.
const MOST: usize = 1 << 14;

/// Samples, and what becomes of them.
pub(crate) struct WindowTest {
    /// One an axis, sample after sample.
    pub samples: Vec<Vec<i16>>,
    /// Of each window.
    pub features: Vec<Vec<f32>>,
    /// What the network answers to it.
    pub outputs: Vec<Vec<f32>>,
}

impl Model {
    /// Of a model of recordings, what its export checks itself by: noise about a level for each axis, long enough for two
    /// windows.
    pub(crate) fn window_test(&self, dtype: Dtype) -> Result<Option<WindowTest>, ModelError> {
        let Some(stage) = &self.window else {
            return Ok(None);
        };
        let stage = stage.lend();
        let (axes, window) = (stage.inputs(), usize::from(stage.window));
        let two = (window + usize::from(stage.hop)) * usize::from(stage.decimate);
        let count = match two * axes <= MOST {
            true => two,
            false => window * usize::from(stage.decimate),
        };
        let mut seed = 1_u32;
        let mut noise = |axis: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 21) as i16 - 1024 + 500 * axis as i16
        };
        let samples: Vec<Vec<i16>> = (0..count).map(|_| (0..axes).map(&mut noise).collect()).collect();
        let (mut progress, mut memory) = (Progress::default(), vec![0.0; stage.memory()]);
        let mut features = Vec::new();
        for sample in &samples {
            let mut out = vec![0.0; stage.outputs()];
            if stage
                .push_i16(&mut progress, &mut memory, sample, &mut out)
                .map_err(inconsistent)?
            {
                features.push(out);
            }
        }
        let outputs = self.with(dtype)?.raw_outputs(&features)?;
        Ok(Some(WindowTest {
            samples,
            features,
            outputs,
        }))
    }
}
