/* Gives out the features of a window with these sums. */
static inline void model_finish(struct model_state *s, const float *sums, float *out)
{
    const float n = (float)MODEL_WINDOW;
    uint32_t axis;
@if keep
    float *const given = out;
    out = s->all;
@end
@if stats
    for (axis = 0; axis < MODEL_FEATURE_AXES; axis++) {
@if sums
        const float *own = sums + axis * MODEL_SUM_WORDS;
@end
@if moments
        const struct model_moments moments = model_moments_of(own, n);
        (void)moments;
@end
@if order
        {
            uint32_t i;
            for (i = 0; i < MODEL_WINDOW; i++) {
                s->scratch[i] = model_reading(s, axis, i);
            }
            model_sort(s->scratch, MODEL_WINDOW);
        }
@end
@if stat_mean
        *out++ = moments.mean;
@end
@if stat_min
        *out++ = own[MODEL_EXTREMES_AT];
@end
@if stat_max
        *out++ = own[MODEL_EXTREMES_AT + 1];
@end
@if stat_rms
        *out++ = model_sqrt(moments.m_2 + model_mul(moments.mean, moments.mean));
@end
@if stat_std
        *out++ = model_sqrt(moments.m_2);
@end
@if stat_skew
        *out++ = model_skew(&moments);
@end
@if stat_kurtosis
        *out++ = model_kurtosis(&moments);
@end
@if stat_median
        *out++ = model_quartile(s->scratch, 2);
@end
@if stat_q25
        *out++ = model_quartile(s->scratch, 1);
@end
@if stat_q75
        *out++ = model_quartile(s->scratch, 3);
@end
@if stat_iqr
        *out++ = model_quartile(s->scratch, 3) - model_quartile(s->scratch, 1);
@end
@if stat_zero_crossings
        *out++ = own[MODEL_STEPS_AT + 1];
@end
@if stat_mean_crossings
        {
            float crossings = 0.0f;
            uint32_t i;
            for (i = 1; i < MODEL_WINDOW; i++) {
                const int here = model_reading(s, axis, i) < moments.mean;
                crossings += here != (model_reading(s, axis, i - 1) < moments.mean) ? 1.0f : 0.0f;
            }
            *out++ = crossings;
        }
@end
@if stat_mean_abs_diff
        *out++ = MODEL_WINDOW > 1 ? own[MODEL_STEPS_AT + 2] / (float)(MODEL_WINDOW - 1) : 0.0f;
@end
@if stat_slope
        {
            const float spread = model_mul(n, model_mul(n, n) - 1.0f) / 12.0f;
            const float along = own[MODEL_SLOPE_AT] - model_mul(model_mul(0.5f, n - 1.0f), own[1]);
            *out++ = spread > 0.0f ? model_mul(along / spread, MODEL_RATE) : 0.0f;
        }
@end
@if stat_energy
        *out++ = model_mul(n, moments.m_2 + model_mul(moments.mean, moments.mean));
@end
    }
@end
@if spectrum
    for (axis = 0; axis < MODEL_FEATURE_AXES; axis++) {
        out += model_spectrum(s, axis, s->scratch, out);
    }
@end
@if pairs
    {
        const float *pair = sums + MODEL_FEATURE_AXES * MODEL_SUM_WORDS;
        uint32_t other;
        for (axis = 0; axis < MODEL_FEATURE_AXES; axis++) {
            for (other = axis + 1; other < MODEL_FEATURE_AXES; other++) {
                const float *a = sums + axis * MODEL_SUM_WORDS, *b = sums + other * MODEL_SUM_WORDS;
                const float together = *pair++ / n - model_mul(a[1] / n, b[1] / n);
                const float spread
                    = model_mul(model_sqrt(model_moments_of(a, n).m_2), model_sqrt(model_moments_of(b, n).m_2));
                float found = spread > 0.0f ? together / spread : 0.0f;
                found = found < -1.0f ? -1.0f : found;
                *out++ = found > 1.0f ? 1.0f : found;
            }
        }
    }
@end
    (void)axis;
    (void)n;
    (void)s;
    (void)sums;
@if keep
    for (axis = 0; axis < MODEL_FEATURES; axis++) {
        given[axis] = s->all[model_keep[axis]];
    }
@end
}
