static inline int model_predict_proba(const float *x, float *p)
{
    return model_outputs(x, p);
}

static inline int model_predict(const float *x, uint8_t *has)
{
    float p[MODEL_TARGETS];
    uint32_t o;
    if (model_outputs(x, p) != 0) {
        return MODEL_NOT_FINITE;
    }
    for (o = 0; o < MODEL_TARGETS; o++) {
        has[o] = p[o] > 0.5f;
    }
    return 0;
}
