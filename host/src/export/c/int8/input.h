/* round((x - offset) * factor), held to 8 bits; 0 where that is not finite. */
static inline int model_quantize(float x, float offset, float factor, int32_t *q)
{
    union model_word word;
    float t = model_mul(x - offset, factor);
    if (!model_is_finite(t)) {
        return 0;
    }
    t = t > 127.0f ? 127.0f : t;
    t = t < -128.0f ? -128.0f : t;
    /* adding this rounds to a whole number, ties to even, in the low bits */
    word.value = t + 12582912.0f;
    *q = (int8_t)word.bits;
    return 1;
}
