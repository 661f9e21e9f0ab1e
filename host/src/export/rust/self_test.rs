/// Whether this build gives the bits that `mcutune predict` gives.
#[allow(dead_code)]
#[rustfmt::skip]
pub fn self_test() -> bool {
    static ROWS: [[f32; FEATURES]; COUNT] = [
        ROWS
    ];
    static BITS: [[u32; OUTPUTS]; COUNT] = [
        BITS
    ];
    ROWS.iter().zip(&BITS).all(|(x, bits)| {
        let mut out = [0.0; OUTPUTS];
        MODEL.predict(x, &mut [0.0; SCRATCH], &mut out).is_ok() && out.map(f32::to_bits) == *bits
    })
}
