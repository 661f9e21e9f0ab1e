/* Instructions on halves of a word, which Cortex-M4, M7, M33 and M55 have; any compiler of GNU C has them by name. */
#if defined(__GNUC__) && defined(__thumb2__) && defined(__ARM_FEATURE_SIMD32)
#define MODEL_DSP 1
#endif

static inline uint32_t model_pack(int32_t low, int32_t high)
{
    return ((uint32_t)low & 0xffffu) | (uint32_t)high << 16;
}

#if defined(MODEL_DSP)
/* Two words of weights times the inputs in one. */
#define MODEL_HALF(x)                                                          \
    "ldrd %7, %8, [%0], #8\n\t"                                                \
    "smlad %3, %7, " x ", %3\n\tsxtb16 %7, %7\n\tsmlad %4, %7, " x ", %4\n\t"    \
    "smlad %5, %8, " x ", %5\n\tsxtb16 %8, %8\n\tsmlad %6, %8, " x ", %6\n\t"
#define MODEL_STEP "ldrd %9, %10, [%1], #8\n\t" MODEL_HALF("%9") MODEL_HALF("%10")
#else
/* Two products of signed 16-bit halves, added to a sum that may wrap. */
static inline uint32_t model_dual(uint32_t sum, uint32_t w, uint32_t x)
{
    const int32_t low = (int32_t)(int16_t)w * (int16_t)x;
    const int32_t high = (int32_t)(int16_t)(w >> 16) * (int16_t)(x >> 16);
    return sum + (uint32_t)low + (uint32_t)high;
}

/* The low byte of each half, signed. */
static inline uint32_t model_low_bytes(uint32_t w)
{
    return ((uint32_t)(int8_t)w & 0xffffu) | (uint32_t)(int8_t)(w >> 16) << 16;
}
#endif

/* The sums of four outputs, over inputs that lie two a word. A half of a word of w holds the
 * weights of two outputs, 256 * second + first: the sum of halves less the sum of low bytes is
 * 256 times the second output's, for up to 512 inputs at a time. */
static inline const uint32_t *model_sums(const uint32_t *w, const uint32_t *x, uint32_t steps, uint32_t *sums)
{
    while (steps > 0) {
        uint32_t a = 0, b = 0, low_a = 0, low_b = 0, n = steps > 128 ? 128 : steps;
        steps -= n;
#if defined(MODEL_DSP)
        {
            uint32_t w0, w1, x0, x1;
            /* two steps a round; an odd number enters at the second */
            n++;
            __asm__ volatile("lsrs %2, %2, #1\n\t"
                             "bcc 2f\n"
                             "1:\n\t" MODEL_STEP
                             "2:\n\t" MODEL_STEP
                             "subs %2, %2, #1\n\t"
                             "bne 1b"
                             : "+r"(w), "+r"(x), "+r"(n), "+r"(a), "+r"(low_a), "+r"(b), "+r"(low_b), "=&r"(w0),
                               "=&r"(w1), "=&r"(x0), "=&r"(x1)
                             :
                             : "cc", "memory");
        }
#else
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
#endif
        sums[0] += low_a;
        sums[1] += (uint32_t)((int32_t)(a - low_a) >> 8);
        sums[2] += low_b;
        sums[3] += (uint32_t)((int32_t)(b - low_b) >> 8);
    }
    return w;
}

/* zero + (sum * multiplier + 2^(31 + shift)) >> (32 + shift), the shift in the multiplier's low byte:
 * TensorFlow Lite's and CMSIS-NN's single rounding. */
static inline int32_t model_requantize(uint32_t sum, int32_t multiplier, int32_t zero)
{
#if defined(MODEL_DSP)
    /* the last bit that goes is the carry */
    __asm__("smmul %0, %0, %1\n\tasrs %0, %0, %1\n\tadc %0, %0, %2" : "+r"(sum) : "r"(multiplier), "r"(zero) : "cc");
    return (int32_t)sum;
#else
    const int32_t high = (int32_t)(((int64_t)(int32_t)sum * multiplier) >> 32);
    return zero + (((high >> ((multiplier & 31) - 1)) + 1) >> 1);
#endif
}

/* Held to 8 bits. */
static inline int32_t model_narrow(int32_t q)
{
#if defined(MODEL_DSP)
    __asm__("ssat %0, #8, %0" : "+r"(q));
    return q;
#else
    return q > 127 ? 127 : q < -128 ? -128 : q;
#endif
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
            q[i] = model_narrow(model_requantize(sums[i], multipliers[i], zero));
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
            z[o++] = model_requantize(sums[i], multipliers[i], 0);
        }
        biases += 4;
        multipliers += 4;
    }
}
