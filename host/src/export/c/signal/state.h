/* What changes while samples come; all zeros at the beginning, as model_reset leaves it. */
struct model_state {
@if filter
    /* the first sample, and the states of the sections */
    float first[MODEL_AXES];
    float filter[MODEL_AXES][MODEL_SECTIONS][2];
@end
@if difference
    float before[MODEL_AXES];
@end
    float now[MODEL_FEATURE_AXES];
@if holds
    float ring[MODEL_WINDOW * MODEL_FEATURE_AXES];
@end
@if sums
    float sums[MODEL_AT_ONCE * MODEL_WINDOW_WORDS];
@end
@if scratch
    float scratch[MODEL_SCRATCH];
@end
@if keep
    float all[MODEL_ALL_FEATURES];
@end
    /* of the last window */
    float features[MODEL_FEATURES];
@if smooth
    float answers[MODEL_SMOOTH * MODEL_CLASSES];
    uint16_t answered, answer_at;
@end
    uint16_t thinned, running, newest, taken, at;
    uint8_t begun;
};

/* Begins anew: the next sample is the first of a recording. */
static inline void model_reset(struct model_state *s)
{
    s->thinned = 0;
    s->running = 0;
    s->newest = 0;
    s->taken = 0;
    s->at = 0;
    s->begun = 0;
@if smooth
    s->answered = 0;
    s->answer_at = 0;
@end
}
@if holds

/* Reading i of an axis of the window that is held. */
static inline float model_reading(const struct model_state *s, uint32_t axis, uint32_t i)
{
    uint32_t place = s->at + i;
    if (place >= MODEL_WINDOW) {
        place -= MODEL_WINDOW;
    }
    return s->ring[place * MODEL_FEATURE_AXES + axis];
}
@if sums

static inline const float *model_sums_of(const struct model_state *s)
{
    return s->sums;
}
@end
@end
