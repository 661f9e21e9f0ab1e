#if defined(__ARM_FEATURE_SIMD32)
#include <arm_acle.h>
#endif

/* Two products of signed 16-bit halves, added to a sum that may wrap. */
static inline uint32_t model_dual(uint32_t sum, uint32_t w, uint32_t x)
{
#if defined(__ARM_FEATURE_SIMD32)
    return (uint32_t)__smlad((int16x2_t)w, (int16x2_t)x, (int32_t)sum);
#else
    const int32_t low = (int32_t)(int16_t)w * (int16_t)x;
    const int32_t high = (int32_t)(int16_t)(w >> 16) * (int16_t)(x >> 16);
    return sum + (uint32_t)low + (uint32_t)high;
#endif
}

/* The low byte of each half, signed. */
static inline uint32_t model_low_bytes(uint32_t w)
{
#if defined(__ARM_FEATURE_SIMD32)
    return (uint32_t)__sxtb16((int8x4_t)w);
#else
    return ((uint32_t)(int8_t)w & 0xffffu) | (uint32_t)(int8_t)(w >> 16) << 16;
#endif
}

static inline uint32_t model_pack(int32_t low, int32_t high)
{
    return ((uint32_t)low & 0xffffu) | (uint32_t)high << 16;
}

/* The sums of four outputs, over inputs that lie two a word. A half of a word of w holds the
 * weights of two outputs, 256 * second + first: the sum of halves less the sum of low bytes is
 * 256 times the second output's, for up to 512 inputs at a time. */
static inline const uint32_t *model_sums(const uint32_t *w, const uint32_t *x, uint32_t steps, uint32_t *sums)
{
    while (steps > 0) {
        uint32_t a = 0, b = 0, low_a = 0, low_b = 0, n = steps > 128 ? 128 : steps;
        steps -= n;
        for (; n > 0; n--) {
            const uint32_t x0 = x[0], x1 = x[1];
            a = model_dual(a, w[0], x0);
            low_a = model_dual(low_a, model_low_bytes(w[0]), x0);
            b = model_dual(b, w[1], x0);
            low_b = model_dual(low_b, model_low_bytes(w[1]), x0);
            a = model_dual(a, w[2], x1);
            low_a = model_dual(low_a, model_low_bytes(w[2]), x1);
            b = model_dual(b, w[3], x1);
            low_b = model_dual(low_b, model_low_bytes(w[3]), x1);
            w += 4;
            x += 2;
        }
        sums[0] += low_a;
        sums[1] += (uint32_t)((int32_t)(a - low_a) >> 8);
        sums[2] += low_b;
        sums[3] += (uint32_t)((int32_t)(b - low_b) >> 8);
    }
    return w;
}

/* (sum * multiplier + 2^(31 + shift)) >> (32 + shift), the shift in the multiplier's low byte:
 * TensorFlow Lite's and CMSIS-NN's single rounding. */
static inline int32_t model_requantize(uint32_t sum, int32_t multiplier)
{
    const int32_t high = (int32_t)(((int64_t)(int32_t)sum * multiplier) >> 32);
    return ((high >> ((multiplier & 31) - 1)) + 1) >> 1;
}

/* A layer whose outputs go on as 8 bits, two a word; table is its function by quantised sum, or
 * 0 where it is the clamping itself. */
static inline void model_hidden(const uint32_t *w, const int32_t *biases, const int32_t *multipliers,
                                const uint32_t *x, uint32_t steps, uint32_t tiles, int32_t zero,
                                const int8_t *table, uint32_t *y)
{
    for (; tiles > 0; tiles--) {
        uint32_t sums[4], i;
        int32_t q[4];
        for (i = 0; i < 4; i++) {
            sums[i] = (uint32_t)biases[i];
        }
        w = model_sums(w, x, steps, sums);
        for (i = 0; i < 4; i++) {
            q[i] = zero + model_requantize(sums[i], multipliers[i]);
            q[i] = q[i] > 127 ? 127 : q[i] < -128 ? -128 : q[i];
            if (table != 0) {
                q[i] = table[q[i] + 128];
            }
        }
        y[0] = model_pack(q[0], q[1]);
        y[1] = model_pack(q[2], q[3]);
        biases += 4;
        multipliers += 4;
        y += 2;
    }
}

/* The last layer: its outputs stay whole. */
static inline void model_last(const uint32_t *w, const int32_t *biases, const int32_t *multipliers,
                              const uint32_t *x, uint32_t steps, uint32_t outputs, int32_t *z)
{
    uint32_t o = 0;
    while (o < outputs) {
        uint32_t sums[4], i;
        for (i = 0; i < 4; i++) {
            sums[i] = (uint32_t)biases[i];
        }
        w = model_sums(w, x, steps, sums);
        for (i = 0; i < 4 && o < outputs; i++) {
            z[o++] = model_requantize(sums[i], multipliers[i]);
        }
        biases += 4;
        multipliers += 4;
    }
}
