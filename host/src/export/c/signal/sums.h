/* Takes the next reading of each axis into the sums of a window, of which it is number i from 0. */
static inline void model_sums_push(float *sums, const float *x, uint32_t i)
{
    const uint32_t n = i + 1;
    uint32_t axis;
@if pairs
    float *pair = sums + MODEL_FEATURE_AXES * MODEL_SUM_WORDS;
    uint32_t other;
@end
    for (axis = 0; axis < MODEL_FEATURE_AXES; axis++) {
        float *own = sums + axis * MODEL_SUM_WORDS;
        const float reading = x[axis];
@if moments
        float d, square;
@end
        if (i == 0) {
            uint32_t word;
            for (word = 0; word < MODEL_SUM_WORDS; word++) {
                own[word] = 0.0f;
            }
@if moments
            own[0] = reading;
@end
        }
@if moments
        d = reading - own[0];
        square = model_mul(d, d);
        own[1] += d;
        own[2] += square;
@if high
        own[3] += model_mul(square, d);
        own[4] += model_mul(square, square);
@end
@if slope
        own[MODEL_SLOPE_AT] += model_mul((float)i, d);
@end
@end
@if extremes
        if (i == 0 || reading < own[MODEL_EXTREMES_AT]) {
            own[MODEL_EXTREMES_AT] = reading;
        }
        if (i == 0 || reading > own[MODEL_EXTREMES_AT + 1]) {
            own[MODEL_EXTREMES_AT + 1] = reading;
        }
@end
@if steps
        if (i != 0) {
            const float before = own[MODEL_STEPS_AT];
            const float step = reading - before;
            own[MODEL_STEPS_AT + 1] += (reading < 0.0f) != (before < 0.0f) ? 1.0f : 0.0f;
            own[MODEL_STEPS_AT + 2] += step < 0.0f ? -step : step;
        }
        own[MODEL_STEPS_AT] = reading;
@end
    }
@if pairs
    for (axis = 0; axis < MODEL_FEATURE_AXES; axis++) {
        for (other = axis + 1; other < MODEL_FEATURE_AXES; other++) {
            const float d = x[axis] - sums[axis * MODEL_SUM_WORDS];
            *pair = i == 0 ? 0.0f : *pair;
            *pair++ += model_mul(d, x[other] - sums[other * MODEL_SUM_WORDS]);
        }
    }
@end
@if moments
    if ((n & i) == 0) {
        model_sums_move(sums, (float)n);
    }
@else
    (void)n;
@end
}
