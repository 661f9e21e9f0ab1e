/// The probability of each label, for one row of raw features; an error where one is not finite.
#[allow(dead_code)]
pub fn predict_proba(x: &[f32; FEATURES]) -> Result<[f32; TARGETS], Error> {
    let mut p = [0.0; TARGETS];
    MODEL.predict(x, &mut [0.0; SCRATCH], &mut p)?;
    Ok(p)
}

/// Whether one row of raw features has each label, in the order of [`TARGET_NAMES`].
#[allow(dead_code)]
pub fn predict(x: &[f32; FEATURES]) -> Result<[bool; TARGETS], Error> {
    Ok(predict_proba(x)?.map(|p| p > 0.5))
}
