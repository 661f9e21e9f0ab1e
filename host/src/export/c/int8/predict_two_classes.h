static inline int model_predict_proba(const float *x, float *p)
{
    const int result = model_outputs(x, p + 1);
    if (result == 0) {
        p[0] = 1.0f - p[1];
    }
    return result;
}

/* Integers only, after the inputs. */
static inline int model_predict(const float *x)
{
    int32_t z;
    if (model_logits(x, &z) != 0) {
        return MODEL_NOT_FINITE;
    }
    return z > 0;
}
