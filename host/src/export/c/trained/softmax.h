/* z = exp(z - max z) / sum of these. */
static inline void model_softmax(float *z, uint32_t outputs)
{
    float largest = z[0], sum = 0.0f;
    uint32_t o;
    for (o = 1; o < outputs; o++) {
        largest = z[o] > largest ? z[o] : largest;
    }
#if defined(MODEL_FPU)
    {
        /* what model_exp_within computes, with its numbers in registers */
        static const float numbers[11] = {-87.3f,        1.44269504f,   12582912.0f,  0.6933594f,
                                          -2.1219444e-4f, 1.9875691e-4f, 1.3981999e-3f, 8.333452e-3f,
                                          4.1665796e-2f, 1.6666665e-1f, 5.0000001e-1f};
        const float *from = numbers;
        float *to = z;
        uint32_t left = outputs, power;
        __asm__ volatile("vldmia %2, {s4-s14}\n\t"
                         "vmov.f32 s15, #1.0\n"
                         "1:\n\t"
                         "vldr s0, [%0]\n\t"
                         "vsub.f32 s0, s0, %5\n\t"
                         "vcmp.f32 s0, s4\n\tvmrs APSR_nzcv, fpscr\n\tit mi\n\tvmovmi.f32 s0, s4\n\t"
                         "vmul.f32 s1, s0, s5\n\t"
                         "subs %1, %1, #1\n\t"
                         "vadd.f32 s1, s1, s6\n\t"
                         "vmov %3, s1\n\t"
                         "vsub.f32 s1, s1, s6\n\t"
                         "lsl %3, %3, #23\n\t"
                         "vmul.f32 s2, s1, s7\n\tvmul.f32 s3, s1, s8\n\t"
                         "vsub.f32 s0, s0, s2\n\t"
                         "add %3, %3, #0x3f800000\n\t"
                         "vsub.f32 s0, s0, s3\n\t"
                         "vmov s1, %3\n\t"
                         "vmul.f32 s3, s9, s0\n\tvmul.f32 s2, s0, s0\n\t"
                         "vadd.f32 s3, s3, s10\n\tvmul.f32 s3, s3, s0\n\t"
                         "vadd.f32 s3, s3, s11\n\tvmul.f32 s3, s3, s0\n\t"
                         "vadd.f32 s3, s3, s12\n\tvmul.f32 s3, s3, s0\n\t"
                         "vadd.f32 s3, s3, s13\n\tvmul.f32 s3, s3, s0\n\t"
                         "vadd.f32 s3, s3, s14\n\tvmul.f32 s3, s3, s2\n\t"
                         "vadd.f32 s3, s3, s0\n\tvadd.f32 s3, s3, s15\n\t"
                         "vmul.f32 s3, s3, s1\n\t"
                         "vstmia %0!, {s3}\n\t"
                         "vadd.f32 %4, %4, s3\n\t"
                         "bne 1b"
                         : "+r"(to), "+r"(left), "+r"(from), "=&r"(power), "+t"(sum)
                         : "t"(largest)
                         : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13",
                           "s14", "s15", "cc", "memory");
    }
#else
    for (o = 0; o < outputs; o++) {
        const float x = z[o] - largest;
        z[o] = model_exp_within(-87.3f > x ? -87.3f : x);
        sum += z[o];
    }
#endif
    for (o = 0; o < outputs; o++) {
        z[o] /= sum;
    }
}
