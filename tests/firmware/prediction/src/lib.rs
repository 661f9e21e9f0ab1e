//! Features for models that are measured: standardised, and the same on every target.
#![no_std]

/// The middles of 32 equally likely parts of a normal distribution: copying one links no
/// arithmetic, so that a firmware without a model is without soft float too.
static NORMAL: [f32; 32] = [
    -2.1539, -1.6759, -1.4178, -1.2299, -1.0775, -0.9467, -0.8303, -0.7241, -0.6250, -0.5312, -0.4413,
    -0.3544, -0.2696, -0.1864, -0.1040, -0.0221, 0.0221, 0.1040, 0.1864, 0.2696, 0.3544, 0.4413, 0.5312,
    0.6250, 0.7241, 0.8303, 0.9467, 1.0775, 1.2299, 1.4178, 1.6759, 2.1539,
];

/// Draws features: Marsaglia, "Xorshift RNGs" (2003).
pub struct Features(u32);

impl Features {
    /// Always the same ones.
    pub const fn new() -> Self {
        Self(2_463_534_242)
    }

    /// The next row.
    pub fn fill(&mut self, row: &mut [f32]) {
        for x in row {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 17;
            self.0 ^= self.0 << 5;
            *x = NORMAL[(self.0 >> 27) as usize];
        }
    }
}

impl Default for Features {
    fn default() -> Self {
        Self::new()
    }
}
