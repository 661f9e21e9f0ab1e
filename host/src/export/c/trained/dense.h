#if defined(MODEL_FPU)
/* Two inputs times four weights each, which go through s0 to s7, to the sums in s8 to s11. */
#define MODEL_TWO(x, next)                                                                     \
    "vldmia %2!, {s0-s7}\n\t"                                                                  \
    "vmul.f32 s0, s0, " x "\n\tvmul.f32 s1, s1, " x "\n\tvmul.f32 s2, s2, " x "\n\t"           \
    "vmul.f32 s3, s3, " x "\n\tvmul.f32 s4, s4, " next "\n\tvmul.f32 s5, s5, " next "\n\t"     \
    "vmul.f32 s6, s6, " next "\n\tvmul.f32 s7, s7, " next "\n\t"                               \
    "vadd.f32 s8, s8, s0\n\tvadd.f32 s9, s9, s1\n\tvadd.f32 s10, s10, s2\n\t"                  \
    "vadd.f32 s11, s11, s3\n\tvadd.f32 s8, s8, s4\n\tvadd.f32 s9, s9, s5\n\t"                  \
    "vadd.f32 s10, s10, s6\n\tvadd.f32 s11, s11, s7\n\t"
/* A product in s0 to s7 to the only sum. */
#define MODEL_TERM(i, x) "vmul.f32 s" i ", s" i ", " x "\n\tvadd.f32 s8, s8, s" i "\n\t"
/* Tiles of four outputs, then of one. */
#define MODEL_TILES(fours, ones)       \
    "cmp %4, #0\n\t"                   \
    "beq 2f\n"                         \
    "1:\n\t"                           \
    "vldmia %1!, {s8-s11}\n\t" fours   \
    "vstmia %3!, {s8-s11}\n\t"         \
    "subs %4, %4, #1\n\t"              \
    "bne 1b\n"                         \
    "2:\n\t"                           \
    "cmp %5, #0\n\t"                   \
    "beq 4f\n"                         \
    "3:\n\t"                           \
    "vldmia %1!, {s8}\n\t" ones        \
    "vstmia %3!, {s8}\n\t"             \
    "subs %5, %5, #1\n\t"              \
    "bne 3b\n"                         \
    "4:"
#endif

/* y = sums + x W for 8, 4 or 1 inputs, whose weights lie as they are read: for each four outputs
 * four weights an input, for each output left over one an input. */
static inline const float *model_block(const float *w, const float *x, uint32_t inputs, const float *sums, float *y,
                                       uint32_t outputs)
{
    uint32_t fours = outputs >> 2, ones = outputs & 3u;
#if defined(MODEL_FPU)
    if (inputs == 8) {
        __asm__ volatile("vldmia %0, {s16-s23}\n\t"
                         MODEL_TILES(MODEL_TWO("s16", "s17") MODEL_TWO("s18", "s19")
                                         MODEL_TWO("s20", "s21") MODEL_TWO("s22", "s23"),
                                     "vldmia %2!, {s0-s7}\n\t"
                                     MODEL_TERM("0", "s16") MODEL_TERM("1", "s17") MODEL_TERM("2", "s18")
                                     MODEL_TERM("3", "s19") MODEL_TERM("4", "s20") MODEL_TERM("5", "s21")
                                     MODEL_TERM("6", "s22") MODEL_TERM("7", "s23"))
                         : "+r"(x), "+r"(sums), "+r"(w), "+r"(y), "+r"(fours), "+r"(ones)
                         :
                         : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s16", "s17",
                           "s18", "s19", "s20", "s21", "s22", "s23", "cc", "memory");
    } else if (inputs == 4) {
        __asm__ volatile("vldmia %0, {s12-s15}\n\t"
                         MODEL_TILES(MODEL_TWO("s12", "s13") MODEL_TWO("s14", "s15"),
                                     "vldmia %2!, {s0-s3}\n\t"
                                     MODEL_TERM("0", "s12") MODEL_TERM("1", "s13") MODEL_TERM("2", "s14")
                                     MODEL_TERM("3", "s15"))
                         : "+r"(x), "+r"(sums), "+r"(w), "+r"(y), "+r"(fours), "+r"(ones)
                         :
                         : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13",
                           "s14", "s15", "cc", "memory");
    } else {
        __asm__ volatile("vldr s12, [%0]\n\t"
                         MODEL_TILES("vldmia %2!, {s0-s3}\n\t"
                                     "vmul.f32 s0, s0, s12\n\tvmul.f32 s1, s1, s12\n\t"
                                     "vmul.f32 s2, s2, s12\n\tvmul.f32 s3, s3, s12\n\t"
                                     "vadd.f32 s8, s8, s0\n\tvadd.f32 s9, s9, s1\n\t"
                                     "vadd.f32 s10, s10, s2\n\tvadd.f32 s11, s11, s3\n\t",
                                     "vldmia %2!, {s0}\n\t" MODEL_TERM("0", "s12"))
                         : "+r"(x), "+r"(sums), "+r"(w), "+r"(y), "+r"(fours), "+r"(ones)
                         :
                         : "s0", "s1", "s2", "s3", "s8", "s9", "s10", "s11", "s12", "cc", "memory");
    }
#else
    uint32_t k, i;
    for (; fours > 0; fours--) {
        float tile[4];
        for (i = 0; i < 4; i++) {
            tile[i] = *sums++;
        }
        for (k = 0; k < inputs; k++) {
            for (i = 0; i < 4; i++) {
                tile[i] += model_mul(x[k], *w++);
            }
        }
        for (i = 0; i < 4; i++) {
            *y++ = tile[i];
        }
    }
    for (; ones > 0; ones--) {
        float sum = *sums++;
        for (k = 0; k < inputs; k++) {
            sum += model_mul(x[k], *w++);
        }
        *y++ = sum;
    }
#endif
    return w;
}

/* The same for any inputs: a sum runs over them in order, with one accumulator. */
static inline const float *model_dense(const float *w, const float *x, uint32_t inputs, const float *sums, float *y,
                                       uint32_t outputs)
{
    for (; inputs >= 8; inputs -= 8) {
        w = model_block(w, x, 8, sums, y, outputs);
        sums = y;
        x += 8;
    }
    if (inputs >= 4) {
        w = model_block(w, x, 4, sums, y, outputs);
        sums = y;
        x += 4;
        inputs -= 4;
    }
    for (; inputs > 0; inputs--) {
        w = model_block(w, x++, 1, sums, y, outputs);
        sums = y;
    }
    return w;
}
