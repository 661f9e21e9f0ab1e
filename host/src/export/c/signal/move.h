/* Moves the centre of each axis to the mean of its n readings. */
static inline void model_sums_move(float *sums, float n)
{
    uint32_t axis;
@if pairs
    float *pair = sums + MODEL_FEATURE_AXES * MODEL_SUM_WORDS;
    uint32_t other;
    for (axis = 0; axis < MODEL_FEATURE_AXES; axis++) {
        for (other = axis + 1; other < MODEL_FEATURE_AXES; other++) {
            const float *a = sums + axis * MODEL_SUM_WORDS;
            const float *b = sums + other * MODEL_SUM_WORDS;
            const float h_a = (a[0] + a[1] / n) - a[0];
            const float h_b = (b[0] + b[1] / n) - b[0];
            *pair = *pair - model_mul(h_a, b[1]) - model_mul(h_b, a[1])
                + model_mul(model_mul(n, h_a), h_b);
            pair++;
        }
    }
@end
    for (axis = 0; axis < MODEL_FEATURE_AXES; axis++) {
        float *own = sums + axis * MODEL_SUM_WORDS;
        const float h = (own[0] + own[1] / n) - own[0];
        const float square = model_mul(h, h);
@if slope
        own[MODEL_SLOPE_AT] -= model_mul(h, model_mul(model_mul(0.5f, n), n - 1.0f));
@end
@if high
        own[4] = own[4] - model_mul(model_mul(4.0f, h), own[3]) + model_mul(model_mul(6.0f, square), own[2])
            - model_mul(model_mul(model_mul(4.0f, square), h), own[1])
            + model_mul(model_mul(n, square), square);
        own[3] = own[3] - model_mul(model_mul(3.0f, h), own[2]) + model_mul(model_mul(3.0f, square), own[1])
            - model_mul(model_mul(n, square), h);
@end
        own[2] = own[2] - model_mul(model_mul(2.0f, h), own[1]) + model_mul(n, square);
        own[1] -= model_mul(n, h);
        own[0] += h;
    }
}
