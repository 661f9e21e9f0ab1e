/* y = bias + x W. The weights lie as they are read: for each four outputs their biases, then
 * four weights an input; for each output left over its bias, then its weights. A sum runs over
 * the inputs in order, with one accumulator. */
static inline const float *model_dense(const float *w, const float *x, uint32_t inputs, uint32_t outputs, float *y)
{
    uint32_t i, o = 0;
    for (; outputs - o >= 4; o += 4) {
        float a = w[0], b = w[1], c = w[2], d = w[3];
        w += 4;
        for (i = 0; i < inputs; i++) {
            const float v = x[i];
            a += model_mul(v, w[0]);
            b += model_mul(v, w[1]);
            c += model_mul(v, w[2]);
            d += model_mul(v, w[3]);
            w += 4;
        }
        y[o] = a;
        y[o + 1] = b;
        y[o + 2] = c;
        y[o + 3] = d;
    }
    for (; o < outputs; o++) {
        float a = *w++;
        for (i = 0; i < inputs; i++) {
            a += model_mul(x[i], *w++);
        }
        y[o] = a;
    }
    return w;
}
