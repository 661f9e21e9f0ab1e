//! Powers of frequencies, against the definition in f64.

use super::super::fft::powers;
use super::*;

#[test]
fn powers_are_those_of_the_definition() {
    let mut random = Xoshiro::from_seed_number(3);
    for n in [8, 16, 32, 64, 128, 256, 512, 1024] {
        let x: Vec<f32> = (0..n).map(|_| uniform(&mut random, -1.0, 1.0) as f32).collect();
        let mut worst = 0.0_f64;
        let mut seen = 0;
        powers(&mut x.clone(), |k, power| {
            let (mut re, mut im) = (0.0, 0.0);
            for (i, &x) in x.iter().enumerate() {
                let angle = core::f64::consts::TAU * (i * k % n) as f64 / n as f64;
                re += f64::from(x) * angle.cos();
                im -= f64::from(x) * angle.sin();
            }
            worst = worst.max((f64::from(power) - (re * re + im * im) / n as f64).abs());
            assert_eq!(k, seen);
            seen += 1;
        });
        assert_eq!(seen, n / 2 + 1);
        assert!(worst < 2e-6, "{n}: {worst:e}");
    }
}
