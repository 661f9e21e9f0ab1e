/* round((x - offset) * factor), held to 8 bits; 0 where that is not finite. */
static inline int model_quantize(float x, float offset, float factor, int32_t *q)
{
    union model_word word;
    float t = model_mul(x - offset, factor);
    if (!model_is_finite(t)) {
        return 0;
    }
    t = t > 127.0f ? 127.0f : t;
    t = t < -128.0f ? -128.0f : t;
    /* adding this rounds to a whole number, ties to even, in the low bits */
    word.value = t + 12582912.0f;
    *q = (int8_t)word.bits;
    return 1;
}

/* The features, two a word; 0 where one is not finite. */
static inline int model_read(const float *x, uint32_t *a)
{
    const float *offset = model_offset, *factor = model_factor;
    int32_t low, high;
    uint32_t left = MODEL_FEATURES;
#if defined(MODEL_DSP) && defined(__ARM_FP) && (__ARM_FP & 4)
    /* four at a time; VCVTR rounds to nearest even and saturates, and what is not finite stays so in the sums */
    if (left >= 4) {
        uint32_t fours = left >> 2, sum = 0, a0, a1, a2, a3;
        __asm__ volatile("vmov s12, %4\n\tvmov s13, %4\n"
                         "1:\n\t"
                         "vldmia %0!, {s0-s3}\n\tvldmia %1!, {s4-s7}\n\tvldmia %2!, {s8-s11}\n\t"
                         "vsub.f32 s0, s0, s4\n\tvsub.f32 s1, s1, s5\n\t"
                         "vsub.f32 s2, s2, s6\n\tvsub.f32 s3, s3, s7\n\t"
                         "vmul.f32 s0, s0, s8\n\tvmul.f32 s1, s1, s9\n\t"
                         "vmul.f32 s2, s2, s10\n\tvmul.f32 s3, s3, s11\n\t"
                         "vadd.f32 s12, s12, s0\n\tvadd.f32 s13, s13, s1\n\t"
                         "vcvtr.s32.f32 s0, s0\n\tvcvtr.s32.f32 s1, s1\n\t"
                         "vadd.f32 s12, s12, s2\n\tvadd.f32 s13, s13, s3\n\t"
                         "vcvtr.s32.f32 s2, s2\n\tvcvtr.s32.f32 s3, s3\n\t"
                         "vmov %6, %7, s0, s1\n\tvmov %8, %9, s2, s3\n\t"
                         "ssat %6, #8, %6\n\tssat %7, #8, %7\n\tssat %8, #8, %8\n\tssat %9, #8, %9\n\t"
                         "pkhbt %6, %6, %7, lsl #16\n\tpkhbt %8, %8, %9, lsl #16\n\t"
                         "strd %6, %8, [%3], #8\n\t"
                         "subs %5, %5, #1\n\tbne 1b\n\t"
                         "vadd.f32 s12, s12, s13\n\tvmov %4, s12"
                         : "+r"(x), "+r"(offset), "+r"(factor), "+r"(a), "+r"(sum), "+r"(fours), "=&r"(a0), "=&r"(a1),
                           "=&r"(a2), "=&r"(a3)
                         :
                         : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13",
                           "cc", "memory");
        left &= 3u;
        if ((sum & 0x7f800000u) == 0x7f800000u) {
            /* one of them, or only their sum */
            uint32_t i;
            for (i = MODEL_FEATURES & ~3u; i > 0; i--) {
                if (!model_quantize(x[-(int32_t)i], offset[-(int32_t)i], factor[-(int32_t)i], &low)) {
                    return 0;
                }
            }
        }
    }
#endif
    while (left > 0) {
        high = 0;
        if (!model_quantize(*x++, *offset++, *factor++, &low)
            || (left > 1 && !model_quantize(*x++, *offset++, *factor++, &high))) {
            return 0;
        }
        *a++ = model_pack(low, high);
        left -= left > 1 ? 2 : 1;
    }
    return 1;
}
