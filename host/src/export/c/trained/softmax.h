static inline void model_softmax(float *z, uint32_t outputs)
{
    float largest = z[0], sum = 0.0f;
    uint32_t o;
    for (o = 1; o < outputs; o++) {
        largest = z[o] > largest ? z[o] : largest;
    }
    for (o = 0; o < outputs; o++) {
        z[o] = model_exp(z[o] - largest);
        sum += z[o];
    }
    for (o = 0; o < outputs; o++) {
        z[o] /= sum;
    }
}
