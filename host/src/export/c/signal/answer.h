static inline int model_answer_proba(struct model_state *s, int ended, float *p)
{
    if (ended == 1) {
        if (model_predict_proba(s->features, p) != 0) {
            return MODEL_NOT_FINITE;
        }
@if smooth
        model_smooth(s, p);
@end
    }
    return ended;
}

static inline int model_answer_class(struct model_state *s, int ended, int *answer)
{
    if (ended == 1) {
@if smooth
        float p[MODEL_CLASSES];
        int o, best = 0;
        if (model_answer_proba(s, ended, p) != 1) {
            return MODEL_NOT_FINITE;
        }
        for (o = 1; o < MODEL_CLASSES; o++) {
            best = p[o] > p[best] ? o : best;
        }
@else
        const int best = model_predict(s->features);
        if (best < 0) {
            return best;
        }
@end
        *answer = best;
    }
    return ended;
}

static inline int model_push(struct model_state *s, const float *sample, int *answer)
{
    return model_answer_class(s, model_push_features(s, sample), answer);
}

static inline int model_push_i16(struct model_state *s, const int16_t *sample, int *answer)
{
    return model_answer_class(s, model_push_features_i16(s, sample), answer);
}

static inline int model_push_proba(struct model_state *s, const float *sample, float *p)
{
    return model_answer_proba(s, model_push_features(s, sample), p);
}

static inline int model_push_proba_i16(struct model_state *s, const int16_t *sample, float *p)
{
    return model_answer_proba(s, model_push_features_i16(s, sample), p);
}
