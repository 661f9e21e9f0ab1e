/* Holds the answers to their range; NaN stays. */
static inline void model_hold(float *out)
{
    uint32_t o;
    for (o = 0; o < OUTPUTS; o++) {
        if (out[o] < model_low[o]) {
            out[o] = model_low[o];
        } else if (out[o] > model_high[o]) {
            out[o] = model_high[o];
        }
    }
}
