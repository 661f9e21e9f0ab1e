static inline int model_predict_proba(const float *x, float *p)
{
    return model_outputs(x, p);
}

/* Integers only, after the inputs. */
static inline int model_predict(const float *x)
{
    int32_t z[MODEL_CLASSES];
    int o, best = 0;
    if (model_logits(x, z) != 0) {
        return MODEL_NOT_FINITE;
    }
    for (o = 1; o < MODEL_CLASSES; o++) {
        best = z[o] > z[best] ? o : best;
    }
    return best;
}
