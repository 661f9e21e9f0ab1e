/* tanh(x) within 3 units in the last place. */
static inline float model_tanh(float x)
{
    const float size = 0.0f > x ? 0.0f - x : x;
    float e, square, p;
    if (size > 0.625f) {
        e = model_exp(size + size > 20.0f ? 20.0f : size + size);
        e = 1.0f - 2.0f / (e + 1.0f);
        return 0.0f > x ? 0.0f - e : e;
    }
    square = model_mul(x, x);
    p = -5.7049887e-3f;
    p = model_mul(p, square) + 2.0639089e-2f;
    p = model_mul(p, square) + -5.3739715e-2f;
    p = model_mul(p, square) + 1.3331442e-1f;
    p = model_mul(p, square) + -3.3333282e-1f;
    return model_mul(model_mul(p, square), x) + x;
}
