#if defined(MODEL_FPU)
#define MODEL_RECTIFY(z, byte) \
    "vcmp.f32 " z ", #0\n\tvmrs APSR_nzcv, fpscr\n\tit mi\n\tstrmi %2, [%0, #" byte "]\n\t"
#endif

/* max(0, z); -0 and NaN stay. */
static inline void model_relu(float *z, uint32_t count)
{
#if defined(MODEL_FPU)
    uint32_t fours = count >> 2;
    count &= 3u;
    if (fours > 0) {
        __asm__ volatile("1:\n\t"
                         "vldmia %0, {s0-s3}\n\t"
                         MODEL_RECTIFY("s0", "0") MODEL_RECTIFY("s1", "4")
                         MODEL_RECTIFY("s2", "8") MODEL_RECTIFY("s3", "12")
                         "add %0, %0, #16\n\t"
                         "subs %1, %1, #1\n\t"
                         "bne 1b"
                         : "+r"(z), "+r"(fours)
                         : "r"(0)
                         : "s0", "s1", "s2", "s3", "cc", "memory");
    }
#endif
    for (; count > 0; count--, z++) {
        *z = 0.0f > *z ? 0.0f : *z;
    }
}
