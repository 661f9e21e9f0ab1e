/* The correctly rounded square root of a number from 0 on. */
static inline float model_sqrt(float x)
{
#if defined(__GNUC__) && defined(__arm__) && defined(__ARM_FP) && (__ARM_FP & 4)
    float root;
    __asm__("vsqrt.f32 %0, %1" : "=t"(root) : "t"(x));
    return root;
#else
    union model_word word;
    uint32_t mantissa, root = 0, rest = 0, i;
    int32_t exponent;
    word.value = x;
    if (!(x > 0.0f) || !model_is_finite(x)) {
        return x;
    }
    exponent = (int32_t)(word.bits >> 23);
    mantissa = word.bits & 0x7fffffu;
    if (exponent == 0) {
        for (exponent = 1; (mantissa & 0x800000u) == 0; exponent--) {
            mantissa <<= 1;
        }
    } else {
        mantissa |= 0x800000u;
    }
    exponent -= 127;
    if (exponent % 2 != 0) {
        mantissa <<= 1;
        exponent -= 1;
    }
    /* a bit of the root for two of the number, and one more to round by */
    for (i = 0; i < 25; i++) {
        rest = (rest << 2) | ((mantissa >> 23) & 3u);
        mantissa <<= 2;
        root <<= 1;
        if (rest > 2 * root) {
            rest -= 2 * root + 1;
            root += 1;
        }
    }
    root = (root + (root & 1u)) >> 1;
    word.bits = (uint32_t)(exponent / 2 + 126) << 23;
    word.bits += root;
    return word.value;
#endif
}
@if ln

/* ln(x) within 2 units in the last place, for positive normal numbers. After S. Moshier, Cephes
 * Mathematical Library. */
static inline float model_ln(float x)
{
    union model_word word;
    float e, m, square, p, tail;
    word.value = x;
    e = (float)((int32_t)(word.bits >> 23) - 126);
    word.bits = (word.bits & 0x7fffffu) | 0x3f000000u;
    m = word.value;
    e = 0.70710677f > m ? e - 1.0f : e;
    m = (0.70710677f > m ? m + m : m) - 1.0f;
    square = model_mul(m, m);
    p = 7.037684e-2f;
    p = model_mul(p, m) + -1.151461e-1f;
    p = model_mul(p, m) + 1.1676999e-1f;
    p = model_mul(p, m) + -1.2420141e-1f;
    p = model_mul(p, m) + 1.4249323e-1f;
    p = model_mul(p, m) + -1.6668057e-1f;
    p = model_mul(p, m) + 2.0000715e-1f;
    p = model_mul(p, m) + -2.4999994e-1f;
    p = model_mul(p, m) + 3.333333e-1f;
    tail = model_mul(model_mul(p, m), square) + model_mul(e, -2.1219444e-4f);
    return m + (tail - model_mul(square, 0.5f)) + model_mul(e, 0.6933594f);
}
@end
