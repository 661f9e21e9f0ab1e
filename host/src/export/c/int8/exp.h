static inline uint32_t model_high(uint32_t a, uint32_t b)
{
    return (uint32_t)(((uint64_t)a * b) >> 32);
}

/* exp(-distance * 2^-LOGIT_BITS) in Q31, within 2e-7: a shift, and for the fraction a polynomial
 * of degree 5 for 2^-f. */
static inline uint32_t model_exp_of_minus(uint32_t distance)
{
    uint32_t t, f, y = 4032929u;
    if (distance >= LIMITu) {
        return 0;
    }
    t = model_high(distance << SHIFT << 7, 3098164010u);
    f = t << 6;
    y = 39480554u - model_high(y, f);
    y = 237455437u - model_high(y, f);
    y = 1031552857u - model_high(y, f);
    y = 2977028693u - model_high(y, f);
    return (0x80000000u - (model_high(y, f) >> 1)) >> (t >> 26);
}
