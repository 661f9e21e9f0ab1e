static inline int model_predict_proba(const float *x, float *p)
{
    const int result = model_outputs(x, p + 1);
    if (result == 0) {
        p[0] = 1.0f - p[1];
    }
    return result;
}

static inline int model_predict(const float *x)
{
    float p;
    if (model_outputs(x, &p) != 0) {
        return MODEL_NOT_FINITE;
    }
    return p > 0.5f;
}
