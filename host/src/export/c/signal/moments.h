/* What the sums of an axis come to: central moments, divided by how many readings there are. */
struct model_moments {
    float mean, m_2;
@if spectrum
    /* the mean in two parts, of which the second has the digits that their sum has no room for */
    float centre, rest;
@end
@if shape
    float m_3, m_4;
@end
};
@if shape

static inline float model_skew(const struct model_moments *m)
{
    const float below = model_mul(m->m_2, model_sqrt(m->m_2));
    return below > 0.0f ? m->m_3 / below : 0.0f;
}

static inline float model_kurtosis(const struct model_moments *m)
{
    const float below = model_mul(m->m_2, m->m_2);
    return below > 0.0f ? m->m_4 / below - 3.0f : 0.0f;
}
@end

static inline struct model_moments model_moments_of(const float *own, float n)
{
    struct model_moments found;
    const float m = own[1] / n, square = model_mul(m, m), second = own[2] / n;
    const float m_2 = second - square;
@if shape
    found.m_3 = 0.0f;
    found.m_4 = 0.0f;
@end
@if high
    {
        const float third = own[3] / n;
        found.m_3 = third - model_mul(model_mul(3.0f, m), second) + model_mul(model_mul(2.0f, square), m);
        found.m_4 = own[4] / n - model_mul(model_mul(4.0f, m), third)
            + model_mul(model_mul(6.0f, square), second) - model_mul(model_mul(3.0f, square), square);
    }
@end
    found.mean = own[0] + m;
@if spectrum
    found.centre = own[0];
    found.rest = m;
@end
    found.m_2 = m_2 > 0.0f ? m_2 : 0.0f;
    return found;
}
