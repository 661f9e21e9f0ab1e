/// The values for one row of raw features, in the order of [`TARGET_NAMES`]; an error where one is not finite.
#[allow(dead_code)]
pub fn predict(x: &[f32; FEATURES]) -> Result<[f32; TARGETS], Error> {
    let mut y = [0.0; TARGETS];
    MODEL.predict(x, &mut [0.0; SCRATCH], &mut y)?;
    Ok(y)
}
