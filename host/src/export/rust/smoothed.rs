
    fn smoothed(&mut self, mut answer: [f32; CLASSES]) -> Result<[f32; CLASSES], Error> {
        SMOOTH.push(&mut self.answered, &mut self.answers, &mut answer)?;
        Ok(answer)
    }
