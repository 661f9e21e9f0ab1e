/* (cos, sin) of 2 pi k / MODEL_NFFT, for the first half of the circle. */
static inline float model_turn(uint32_t k, float *sine)
{
    const uint32_t quarter = MODEL_NFFT / 4;
    if (k <= quarter) {
        *sine = model_cosines[quarter - k];
        return model_cosines[k];
    }
    *sine = model_cosines[k - quarter];
    return -model_cosines[2 * quarter - k];
}

/* Of x as complex numbers, real and imaginary part side by side, in place. */
static inline void model_transform(float *x)
{
    const uint32_t m = MODEL_NFFT / 2;
    uint32_t i, j = 0, width, first, k;
    for (i = 0; i < m; i++) {
        uint32_t bit = m / 2;
        if (i < j) {
            const float re = x[2 * i], im = x[2 * i + 1];
            x[2 * i] = x[2 * j];
            x[2 * i + 1] = x[2 * j + 1];
            x[2 * j] = re;
            x[2 * j + 1] = im;
        }
        while (bit > 0 && (j & bit) != 0) {
            j ^= bit;
            bit /= 2;
        }
        j |= bit;
    }
    for (width = 2; width <= m; width *= 2) {
        for (first = 0; first < m; first += width) {
            for (k = 0; k < width / 2; k++) {
                float *a = x + 2 * (first + k), *b = a + width;
                float sine;
                const float cosine = model_turn(k * (MODEL_NFFT / width), &sine);
                const float re = model_mul(cosine, b[0]) + model_mul(sine, b[1]);
                const float im = model_mul(cosine, b[1]) - model_mul(sine, b[0]);
                b[0] = a[0] - re;
                b[1] = a[1] - im;
                a[0] += re;
                a[1] += im;
            }
        }
    }
}

/* The largest power of each bin over all frames, of readings that the mean is taken away from. */
static inline void model_max_hold(const struct model_state *s, uint32_t axis, const struct model_moments *moments,
    float *frame, float *bins)
{
    const uint32_t half = MODEL_NFFT / 2;
    uint32_t first, i, k;
    for (k = 0; k <= half; k++) {
        bins[k] = 0.0f;
    }
    for (first = 0; first <= MODEL_WINDOW; first += half) {
        for (i = 0; i < MODEL_NFFT; i++) {
            const float x = first + i < MODEL_WINDOW ? model_reading(s, axis, first + i) - moments->centre : 0.0f;
            frame[i] = first + i < MODEL_WINDOW ? x - moments->rest : 0.0f;
        }
        model_transform(frame);
        for (k = 0; k <= half; k++) {
            const float *a = frame + 2 * (k % half), *b = frame + 2 * ((half - k) % half);
            const float even_re = model_mul(0.5f, a[0] + b[0]), even_im = model_mul(0.5f, a[1] - b[1]);
            const float odd_re = model_mul(0.5f, a[1] + b[1]), odd_im = model_mul(0.5f, b[0] - a[0]);
            float sine;
            const float cosine = model_turn(k, &sine);
            const float re = even_re + (model_mul(cosine, odd_re) + model_mul(sine, odd_im));
            const float im = even_im + (model_mul(cosine, odd_im) - model_mul(sine, odd_re));
            const float power = model_mul(model_mul(re, re) + model_mul(im, im), MODEL_SHARE);
            if (power > bins[k]) {
                bins[k] = power;
            }
        }
    }
}
@if psd

/* Moments of the powers of all bins as shares of the largest, in two passes; all 0 where none is above 0. */
static inline struct model_moments model_moments_of_shares(const float *x, uint32_t count)
{
    struct model_moments found;
    const float n = (float)count;
    float largest = 0.0f;
    uint32_t i;
    found.mean = 0.0f;
    found.centre = 0.0f;
    found.rest = 0.0f;
    found.m_2 = 0.0f;
    found.m_3 = 0.0f;
    found.m_4 = 0.0f;
    for (i = 0; i < count; i++) {
        largest = x[i] > largest ? x[i] : largest;
    }
    if (!(largest > 0.0f)) {
        return found;
    }
    for (i = 0; i < count; i++) {
        found.mean += x[i] / largest;
    }
    found.mean /= n;
    for (i = 0; i < count; i++) {
        const float d = x[i] / largest - found.mean, square = model_mul(d, d);
        found.m_2 += square;
        found.m_3 += model_mul(square, d);
        found.m_4 += model_mul(square, square);
    }
    found.m_2 /= n;
    found.m_3 /= n;
    found.m_4 /= n;
    return found;
}
@end

/* Gives out the numbers of an axis, and how many there are. */
static inline uint32_t model_spectrum(const struct model_state *s, uint32_t axis, float *scratch, float *out)
{
    float *bins = scratch + MODEL_NFFT;
    const struct model_moments moments = model_moments_of(model_sums_of(s) + axis * MODEL_SUM_WORDS, (float)MODEL_WINDOW);
    const float *begin = out;
    const uint32_t half = MODEL_NFFT / 2;
    uint32_t k;
@if psd
    struct model_moments of_bins;
@end
    model_max_hold(s, axis, &moments, scratch, bins);
@if psd
    of_bins = model_moments_of_shares(bins, half + 1);
@end
@if spectral_rms
    *out++ = model_sqrt(moments.m_2);
@end
@if spectral_skew
    *out++ = model_skew(&moments);
@end
@if spectral_kurtosis
    *out++ = model_kurtosis(&moments);
@end
@if psd_skew
    *out++ = model_skew(&of_bins);
@end
@if psd_kurtosis
    *out++ = model_kurtosis(&of_bins);
@end
@if log_power
    for (k = 1; k <= half; k++) {
        const float power = bins[k] < 1.17549435e-38f ? 1e-10f : bins[k];
        *out++ = model_mul(model_ln(power), 0.4342945f);
    }
@end
@if peak_frequency
    {
        uint32_t best = 1;
        for (k = 2; k <= half; k++) {
            best = bins[k] > bins[best] ? k : best;
        }
        *out++ = model_mul((float)best, MODEL_HERTZ);
    }
@end
@if centroid
    {
        float sum = 0.0f, weighted = 0.0f;
        for (k = 1; k <= half; k++) {
            sum += bins[k];
            weighted += model_mul(model_mul((float)k, MODEL_HERTZ), bins[k]);
        }
        *out++ = sum > 0.0f ? weighted / sum : 0.0f;
    }
@end
@if entropy
    {
        float sum = 0.0f, entropy = 0.0f;
        for (k = 1; k <= half; k++) {
            sum += bins[k];
        }
        for (k = 1; k <= half; k++) {
            const float share = bins[k] / sum;
            if (share >= 1.17549435e-38f) {
                entropy -= model_mul(share, model_ln(share));
            }
        }
        *out++ = entropy / model_ln((float)half);
    }
@end
@if bands
    for (axis = 0; axis < MODEL_BANDS; axis++) {
        float sum = 0.0f;
        for (k = 1; k <= half; k++) {
            const float hertz = model_mul((float)k, MODEL_HERTZ);
            if (hertz >= model_bands[axis][0] && hertz < model_bands[axis][1]) {
                sum += bins[k];
            }
        }
        *out++ = sum;
    }
@end
    (void)k;
    return (uint32_t)(out - begin);
}
