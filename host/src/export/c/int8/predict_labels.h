static inline int model_predict_proba(const float *x, float *p)
{
    return model_outputs(x, p);
}

/* Integers only, after the inputs. */
static inline int model_predict(const float *x, uint8_t *has)
{
    int32_t z[MODEL_TARGETS];
    uint32_t o;
    if (model_logits(x, z) != 0) {
        return MODEL_NOT_FINITE;
    }
    for (o = 0; o < MODEL_TARGETS; o++) {
        has[o] = z[o] > 0;
    }
    return 0;
}
