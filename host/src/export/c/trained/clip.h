/* Holds a number to 0..1; as integers the bits of floats from 0 on are in the order of the floats. */
static inline float model_clip(float v)
{
    union model_word word;
    word.value = v;
    if (word.bits & 0x80000000u) {
        word.bits = 0;
    } else if (word.bits > 0x3f800000u) {
        word.bits = 0x3f800000u;
    }
    return word.value;
}
