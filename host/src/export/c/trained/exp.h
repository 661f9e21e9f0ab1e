/* exp(x) within 2 units in the last place, for x from -87.3 to 88.3. After S. Moshier, Cephes
 * Mathematical Library. */
static inline float model_exp_within(float x)
{
    union model_word power;
    float n, r, p;
    /* adding this rounds to a whole number in the last bits: with the bias of an exponent those of 2^n */
    power.value = model_mul(x, 1.44269504f) + 12582912.0f;
    n = power.value - 12582912.0f;
    power.bits = (power.bits << 23) + 0x3f800000u;
    r = x - model_mul(n, 0.6933594f) - model_mul(n, -2.1219444e-4f);
    p = 1.9875691e-4f;
    p = model_mul(p, r) + 1.3981999e-3f;
    p = model_mul(p, r) + 8.333452e-3f;
    p = model_mul(p, r) + 4.1665796e-2f;
    p = model_mul(p, r) + 1.6666665e-1f;
    p = model_mul(p, r) + 5.0000001e-1f;
    p = model_mul(p, model_mul(r, r)) + r + 1.0f;
    return model_mul(p, power.value);
}

/* The same for any x, which is held to that. */
static inline float model_exp(float x)
{
    x = -87.3f > x ? -87.3f : x;
    return model_exp_within(x > 88.3f ? 88.3f : x);
}
