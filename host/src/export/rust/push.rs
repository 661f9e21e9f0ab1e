#[allow(dead_code)]
impl State {
    /// Takes a sample; where it ends a window, ANSWER_WHAT. Of a sample that is not finite an error: the next is as the
    /// first.
    pub fn push(&mut self, sample: &[f32; AXES]) -> Result<Option<ANSWER_KIND>, Error> {
        let ended = STAGE.push(&mut self.progress, &mut self.memory, sample, &mut self.features);
        self.answer(ended)
    }

    /// The same of integers, as sensors give them.
    pub fn push_i16(&mut self, sample: &[i16; AXES]) -> Result<Option<ANSWER_KIND>, Error> {
        let ended = STAGE.push_i16(&mut self.progress, &mut self.memory, sample, &mut self.features);
        self.answer(ended)
    }

    PROBA
    fn answer(&mut self, ended: Result<bool, Error>) -> Result<Option<ANSWER_KIND>, Error> {
        if !self.has_ended(ended)? {
            return Ok(None);
        }
        ANSWER.map(Some)
    }

    fn has_ended(&mut self, ended: Result<bool, Error>) -> Result<bool, Error> {
        if ended.is_err() {
            *self = Self::new();
        }
        ended
    }
    SMOOTHED
}
