static inline int model_answer_value(struct model_state *s, int ended, float *y)
{
    if (ended == 1) {
        if (model_predict(s->features, y) != 0) {
            return MODEL_NOT_FINITE;
        }
@if smooth
        model_smooth(s, y);
@end
    }
    return ended;
}

static inline int model_push(struct model_state *s, const float *sample, float *y)
{
    return model_answer_value(s, model_push_features(s, sample), y);
}

static inline int model_push_i16(struct model_state *s, const int16_t *sample, float *y)
{
    return model_answer_value(s, model_push_features_i16(s, sample), y);
}
