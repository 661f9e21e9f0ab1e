#[allow(dead_code)]
impl State {
    /// Takes a sample; where it ends a window, the class, an index into [`CLASS_NAMES`]. Of a sample that is not finite an
    /// error: the next is as the first.
    pub fn push(&mut self, sample: &[f32; AXES]) -> Result<Option<usize>, Error> {
        let ended = STAGE.push(&mut self.progress, &mut self.memory, sample, &mut self.features);
        self.class(ended)
    }

    /// The same of integers, as sensors give them.
    pub fn push_i16(&mut self, sample: &[i16; AXES]) -> Result<Option<usize>, Error> {
        let ended = STAGE.push_i16(&mut self.progress, &mut self.memory, sample, &mut self.features);
        self.class(ended)
    }

    /// As [`State::push`], with the probability of each class.
    pub fn push_proba(&mut self, sample: &[f32; AXES]) -> Result<Option<[f32; CLASSES]>, Error> {
        let ended = STAGE.push(&mut self.progress, &mut self.memory, sample, &mut self.features);
        self.probabilities(ended)
    }

    /// The same of integers.
    pub fn push_proba_i16(&mut self, sample: &[i16; AXES]) -> Result<Option<[f32; CLASSES]>, Error> {
        let ended = STAGE.push_i16(&mut self.progress, &mut self.memory, sample, &mut self.features);
        self.probabilities(ended)
    }

    fn class(&mut self, ended: Result<bool, Error>) -> Result<Option<usize>, Error> {
        if !self.has_ended(ended)? {
            return Ok(None);
        }
        CLASS_OF_WINDOW.map(Some)
    }

    fn probabilities(&mut self, ended: Result<bool, Error>) -> Result<Option<[f32; CLASSES]>, Error> {
        if !self.has_ended(ended)? {
            return Ok(None);
        }
        let p = predict_proba(&self.features)?;
        PROBABILITIES.map(Some)
    }

    fn has_ended(&mut self, ended: Result<bool, Error>) -> Result<bool, Error> {
        if ended.is_err() {
            *self = Self::new();
        }
        ended
    }
    SMOOTHED
}
