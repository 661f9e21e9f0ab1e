/* Blocks of assembly for Cortex-M with single-precision hardware: the same operations in the same order, with sums in
 * registers. No result is used by the instruction after it. */
#if defined(__GNUC__) && defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M' && defined(__ARM_FP) && (__ARM_FP & 4)
#define MODEL_FPU 1
#endif
