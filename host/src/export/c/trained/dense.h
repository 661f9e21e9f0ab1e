/* Adds input k, times its four weights, to four sums. */
#define MODEL_ADD(k)                             \
    do {                                         \
        a += model_mul(from[k], w[4 * (k)]);     \
        b += model_mul(from[k], w[4 * (k) + 1]); \
        c += model_mul(from[k], w[4 * (k) + 2]); \
        d += model_mul(from[k], w[4 * (k) + 3]); \
    } while (0)

/* y = bias + x W. The weights lie as they are read: for each four outputs their biases, then
 * four weights an input; for each output left over its bias, then its weights. A sum runs over
 * the inputs in order, with one accumulator. */
static inline const float *model_dense(const float *w, const float *x, uint32_t inputs, uint32_t outputs, float *y)
{
    uint32_t left, o = 0;
    for (; outputs - o >= 4; o += 4) {
        const float *from = x;
        float a = w[0], b = w[1], c = w[2], d = w[3];
        w += 4;
        for (left = inputs; left >= 4; left -= 4) {
            MODEL_ADD(0);
            MODEL_ADD(1);
            MODEL_ADD(2);
            MODEL_ADD(3);
            from += 4;
            w += 16;
        }
        for (; left > 0; left--) {
            MODEL_ADD(0);
            from += 1;
            w += 4;
        }
        y[o] = a;
        y[o + 1] = b;
        y[o + 2] = c;
        y[o + 3] = d;
    }
    for (; o < outputs; o++) {
        const float *from = x;
        float a = *w++;
        for (left = inputs; left > 0; left--) {
            a += model_mul(*from++, *w++);
        }
        y[o] = a;
    }
    return w;
}
