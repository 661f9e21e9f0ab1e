/* Every operation below is one IEEE 754 rounding to float: what the compiler must not undo. */
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 16
#error "float is evaluated in a wider type here (x87?): the answers would differ; use SSE"
#endif
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__)
#error "-ffast-math reorders sums: the answers would differ; compile this file without it"
#endif

/* Keeps a product from being fused with the sum it goes into: one rounding less, other bits.
 * GCC fuses by default, and neither pragma nor attribute stops it in every mode; an empty
 * instruction that takes the product and gives it back does, at no cost. */
#if defined(__GNUC__) && (defined(__SSE__) || defined(__x86_64__))
#define MODEL_ROUNDED(v) __asm__("" : "+x"(v))
#elif defined(__GNUC__) && defined(__arm__) && defined(__ARM_FP)
#define MODEL_ROUNDED(v) __asm__("" : "+t"(v))
#elif defined(__GNUC__) && defined(__aarch64__)
#define MODEL_ROUNDED(v) __asm__("" : "+w"(v))
#elif defined(__GNUC__) && defined(__riscv_flen)
#define MODEL_ROUNDED(v) __asm__("" : "+f"(v))
#elif defined(__GNUC__) && (defined(__arm__) || defined(__riscv))
#define MODEL_ROUNDED(v) __asm__("" : "+r"(v))
#elif defined(__GNUC__)
#define MODEL_ROUNDED(v) __asm__("" : "+m"(v))
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#define MODEL_ROUNDED(v) ((void)(v))
#else
#pragma STDC FP_CONTRACT OFF
#define MODEL_ROUNDED(v) ((void)(v))
#endif

static inline float model_mul(float a, float b)
{
    float product = a * b;
    MODEL_ROUNDED(product);
    return product;
}

/* A float and its bits; compilers for microcontrollers define this use of a union, in C++ too. */
union model_word {
    float value;
    uint32_t bits;
};

static inline int model_is_finite(float v)
{
    union model_word word;
    word.value = v;
    return (word.bits & 0x7f800000u) != 0x7f800000u;
}
