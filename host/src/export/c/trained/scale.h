#if defined(MODEL_FPU)
/* Four features; what is not finite stays so in the sums in s12 and s13. */
#define MODEL_SCALE_FOURS                                                                      \
    "vmov s12, %4\n\tvmov s13, %4\n"                                                           \
    "1:\n\t"                                                                                   \
    "vldmia %0!, {s0-s3}\n\tvldmia %1!, {s4-s7}\n\tvldmia %2!, {s8-s11}\n\t"                   \
    "vsub.f32 s0, s0, s4\n\tvsub.f32 s1, s1, s5\n\t"                                           \
    "vsub.f32 s2, s2, s6\n\tvsub.f32 s3, s3, s7\n\t"                                           \
    "vdiv.f32 s0, s0, s8\n\tvdiv.f32 s1, s1, s9\n\t"                                           \
    "vdiv.f32 s2, s2, s10\n\tvdiv.f32 s3, s3, s11\n\t"                                         \
    "vadd.f32 s12, s12, s0\n\tvadd.f32 s13, s13, s1\n\t"                                       \
    "vadd.f32 s12, s12, s2\n\tvadd.f32 s13, s13, s3\n\t"                                       \
    "vstmia %3!, {s0-s3}\n\t"                                                                  \
    "subs %5, %5, #1\n\tbne 1b\n\t"                                                            \
    "vadd.f32 s12, s12, s13\n\tvmov %4, s12"
#endif

/* Scales features; 0 where one is not finite then. */
static inline int model_scaled(const float *x, const float *offset, const float *scale, uint32_t count, float *to)
{
    uint32_t i;
#if defined(MODEL_FPU)
    uint32_t fours = count >> 2, sum = 0;
    if (fours > 0) {
        __asm__ volatile(MODEL_SCALE_FOURS
                         : "+r"(x), "+r"(offset), "+r"(scale), "+r"(to), "+r"(sum), "+r"(fours)
                         :
                         : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13",
                           "cc", "memory");
        if ((sum & 0x7f800000u) == 0x7f800000u) {
            /* one of them, or only their sum */
            for (i = count & ~3u; i > 0; i--) {
                to--;
                if (!model_is_finite(*to)) {
                    return 0;
                }
            }
            to += count & ~3u;
        }
        count &= 3u;
    }
#endif
    for (i = 0; i < count; i++) {
        to[i] = (x[i] - offset[i]) / scale[i];
        if (!model_is_finite(to[i])) {
            return 0;
        }
    }
    return 1;
}
