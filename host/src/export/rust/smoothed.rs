
    fn smoothed(&mut self, mut answer: [f32; ANSWERS]) -> Result<[f32; ANSWERS], Error> {
        SMOOTH.push(&mut self.answered, &mut self.answers, &mut answer)?;
        Ok(answer)
    }
