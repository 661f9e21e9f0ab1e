/* exp(x) within 2 units in the last place; x is held to -87.3..88.3. After S. Moshier, Cephes
 * Mathematical Library. */
static inline float model_exp(float x)
{
    union model_word power;
    float n, r, p;
    x = -87.3f > x ? -87.3f : x;
    x = x > 88.3f ? 88.3f : x;
    /* adding and taking this away rounds to a whole number */
    n = model_mul(x, 1.44269504f) + 12582912.0f - 12582912.0f;
    r = x - model_mul(n, 0.6933594f) - model_mul(n, -2.1219444e-4f);
    p = 1.9875691e-4f;
    p = model_mul(p, r) + 1.3981999e-3f;
    p = model_mul(p, r) + 8.333452e-3f;
    p = model_mul(p, r) + 4.1665796e-2f;
    p = model_mul(p, r) + 1.6666665e-1f;
    p = model_mul(p, r) + 5.0000001e-1f;
    p = model_mul(p, model_mul(r, r)) + r + 1.0f;
    power.bits = (uint32_t)((n == n ? (int32_t)n : 0) + 127) << 23;
    return model_mul(p, power.value);
}
