static inline int model_predict_proba(const float *x, float *p)
{
    return model_outputs(x, p);
}

static inline int model_predict(const float *x)
{
    float p[MODEL_CLASSES];
    int o, best = 0;
    if (model_outputs(x, p) != 0) {
        return MODEL_NOT_FINITE;
    }
    for (o = 1; o < MODEL_CLASSES; o++) {
        best = p[o] > p[best] ? o : best;
    }
    return best;
}
