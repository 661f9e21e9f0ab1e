    /// As [`State::push`], with the probability of each class.
    pub fn push_proba(&mut self, sample: &[f32; AXES]) -> Result<Option<[f32; CLASSES]>, Error> {
        let ended = STAGE.push(&mut self.progress, &mut self.memory, sample, &mut self.features);
        if !self.has_ended(ended)? {
            return Ok(None);
        }
        let p = predict_proba(&self.features)?;
        PROBABILITIES.map(Some)
    }

