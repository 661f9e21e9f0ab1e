/* Rows of raw features, and the bits of what the network answers. */
static inline int model_self_test(void)
{
    static const float rows[COUNT][MODEL_FEATURES] = {
        ROWS
    };
    static const uint32_t bits[COUNT][OUTPUTS] = {
        BITS
    };
    union model_word out;
    float answer[OUTPUTS];
    uint32_t row, o;
    for (row = 0; row < COUNT; row++) {
        if (model_outputs(rows[row], answer) != 0) {
            return 0;
        }
        for (o = 0; o < OUTPUTS; o++) {
            out.value = answer[o];
            if (out.bits != bits[row][o]) {
                return 0;
            }
        }
    }
    return 1;
}
