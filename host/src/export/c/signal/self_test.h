/* A recording, and the bits of its windows' features and of what the network answers to them. */
static inline int model_window_self_test(void)
{
    static const int16_t samples[COUNT][MODEL_AXES] = {
        SAMPLES
    };
    static const uint32_t features[WINDOWS][MODEL_FEATURES] = {
        FEATURES
    };
    static const uint32_t bits[WINDOWS][OUTPUTS] = {
        BITS
    };
    static struct model_state s;
    union model_word out;
    float answer[OUTPUTS];
    uint32_t t, i, window = 0;
    model_reset(&s);
    for (t = 0; t < COUNT; t++) {
        if (model_push_features_i16(&s, samples[t]) != 1) {
            continue;
        }
        if (window == WINDOWS || model_outputs(s.features, answer) != 0) {
            return 0;
        }
        for (i = 0; i < MODEL_FEATURES; i++) {
            out.value = s.features[i];
            if (out.bits != features[window][i]) {
                return 0;
            }
        }
        for (i = 0; i < OUTPUTS; i++) {
            out.value = answer[i];
            if (out.bits != bits[window][i]) {
                return 0;
            }
        }
        window += 1;
    }
    return window == WINDOWS;
}
