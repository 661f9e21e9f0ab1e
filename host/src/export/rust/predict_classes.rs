/// The probability of each class, for one row of raw features; an error where one is not finite.
#[allow(dead_code)]
pub fn predict_proba(x: &[f32; FEATURES]) -> Result<[f32; CLASSES], Error> {
    let mut p = [0.0; CLASSES];
    MODEL.predict(x, &mut [0.0; SCRATCH], &mut p)?;
    Ok(p)
}

/// The class of one row of raw features: an index into [`CLASS_NAMES`].
#[allow(dead_code)]
pub fn predict(x: &[f32; FEATURES]) -> Result<usize, Error> {
    MODEL.class(x, &mut [0.0; SCRATCH], CLASS_OUT)
}
