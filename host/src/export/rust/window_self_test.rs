/// Whether this build makes the features and the answers of a recording that mcutune makes.
#[allow(dead_code)]
#[rustfmt::skip]
pub fn window_self_test(state: &mut State) -> bool {
    static SAMPLES: [[i16; AXES]; COUNT] = [
        SAMPLES
    ];
    static FEATURE_BITS: [[u32; FEATURES]; WINDOWS] = [
        FEATURE_BITS
    ];
    static OUTPUT_BITS: [[u32; OUTPUTS]; WINDOWS] = [
        BITS
    ];
    *state = State::new();
    let mut windows = 0;
    for sample in &SAMPLES {
        let ended = STAGE.push_i16(&mut state.progress, &mut state.memory, sample, &mut state.features);
        if ended != Ok(true) {
            continue;
        }
        let (Some(features), Some(outputs)) = (FEATURE_BITS.get(windows), OUTPUT_BITS.get(windows)) else {
            return false;
        };
        let mut out = [0.0; OUTPUTS];
        if MODEL.predict(&state.features, &mut [0.0; SCRATCH], &mut out).is_err()
            || state.features.map(f32::to_bits) != *features
            || out.map(f32::to_bits) != *outputs
        {
            return false;
        }
        windows += 1;
    }
    *state = State::new();
    windows == WINDOWS
}
