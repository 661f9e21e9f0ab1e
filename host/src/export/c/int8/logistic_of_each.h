/* The softmax of each logit and 0. */
static inline void model_answer(const int32_t *z, float *out)
{
    uint32_t o;
    for (o = 0; o < MODEL_TARGETS; o++) {
        const uint32_t size = z[o] < 0 ? 0u - (uint32_t)z[o] : (uint32_t)z[o];
        const float tail = (float)model_exp_of_minus(size);
        const float share = 1.0f / (tail + 2147483648.0f);
        out[o] = (z[o] >= 0 ? 2147483648.0f : tail) * share;
    }
}
