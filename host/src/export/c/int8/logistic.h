/* The softmax of the logit and 0. */
static inline void model_answer(const int32_t *z, float *out)
{
    const uint32_t size = z[0] < 0 ? 0u - (uint32_t)z[0] : (uint32_t)z[0];
    const float tail = (float)model_exp_of_minus(size);
    const float share = 1.0f / (tail + 2147483648.0f);
    *out = (z[0] >= 0 ? 2147483648.0f : tail) * share;
}
