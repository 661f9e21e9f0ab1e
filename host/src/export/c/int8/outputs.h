/* What the network answers to raw features. */
static inline int model_outputs(const float *x, float *out)
{
    int32_t z[OUTPUTS];
    const int result = model_logits(x, z);
    if (result == 0) {
        model_answer(z, out);
    }
    return result;
}
