/// The value for one row of raw features; an error where one is not finite.
#[allow(dead_code)]
pub fn predict(x: &[f32; FEATURES]) -> Result<f32, Error> {
    let mut y = [0.0];
    MODEL.predict(x, &mut [0.0; SCRATCH], &mut y)?;
    Ok(y[0])
}
