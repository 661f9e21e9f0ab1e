/* Scales a feature after the other, eight at most, and holds them to 0..1: as integers the bits of floats from 0 on are in
 * the order of the floats. 0 where one is not finite before. */
static inline int model_scaled(const float *x, const float *offset, const float *scale, uint32_t count, float *to)
{
    union model_word word;
    uint32_t i;
    for (i = 0; i < count; i++) {
        if (!model_is_finite(x[i])) {
            return 0;
        }
        word.value = (x[i] - offset[i]) / scale[i];
        if (word.bits & 0x80000000u) {
            word.bits = 0;
        } else if (word.bits > 0x3f800000u) {
            word.bits = 0x3f800000u;
        }
        to[i] = word.value;
    }
    return 1;
}
