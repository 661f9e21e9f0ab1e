static inline void model_answer(const int32_t *z, float *out)
{
    int32_t largest = z[0];
    float sum = 0.0f, share;
    uint32_t o;
    for (o = 1; o < MODEL_CLASSES; o++) {
        largest = z[o] > largest ? z[o] : largest;
    }
    for (o = 0; o < MODEL_CLASSES; o++) {
        out[o] = (float)model_exp_of_minus((uint32_t)largest - (uint32_t)z[o]);
        sum += out[o];
    }
    share = 1.0f / sum;
    for (o = 0; o < MODEL_CLASSES; o++) {
        out[o] *= share;
    }
}
