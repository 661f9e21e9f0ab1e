    #[inline(never)]
    pub fn check(name: &str, say: fn(&str, bool, u64)) {
        let mut state = State::new();
        let is_good = self_test() && window_self_test(&mut state);
        let (mut seed, mut windows, mut digest) = (1_u32, 0, 0x811c_9dc5_u32);
        for t in 0..COUNT {
            let sample: [f32; AXES] = core::array::from_fn(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = f32::from((seed >> 16) as i16);
                match t {
                    0..100 => noise,
                    100..150 => 25.0,
                    150..200 => if noise < 0.0 { -32_768.0 } else { 32_767.0 },
                    230 => f32::NAN,
                    _ => noise * 0.37,
                }
            });
            let mut take = |word: u32| digest = (digest ^ word).wrapping_mul(0x0100_0193);
            let pushed = match t {
                0..200 => state.push_proba_i16(&sample.map(|x| x as i16)),
                _ => state.push_proba(&sample),
            };
            match pushed {
                Ok(None) => {}
                Err(_) => take(u32::MAX),
                Ok(Some(p)) => {
                    windows += 1;
                    take(1);
                    state.features.iter().chain(&p).for_each(|x| take(x.to_bits()));
                }
            }
        }
        say(name, is_good, if digest == EXPECTED { windows } else { 0 });
    }
