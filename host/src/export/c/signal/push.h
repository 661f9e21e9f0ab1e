/* Takes a sample of all feature axes into the windows that run; 1 where it ends one. */
static inline int model_push_kept(struct model_state *s)
{
    uint32_t i, rest;
    if (s->running == 0 || s->taken == MODEL_HOP) {
        s->running = (uint16_t)(s->running < MODEL_AT_ONCE_WINDOWS ? s->running + 1 : MODEL_AT_ONCE_WINDOWS);
        s->newest = (uint16_t)((s->newest + 1) % MODEL_AT_ONCE_WINDOWS);
        s->taken = 0;
    }
    i = s->taken;
    s->taken = (uint16_t)(s->taken + 1);
    if (i >= MODEL_WINDOW) {
        return 0; /* between windows */
    }
@if holds
    {
        uint32_t axis;
        for (axis = 0; axis < MODEL_FEATURE_AXES; axis++) {
            s->ring[(uint32_t)s->at * MODEL_FEATURE_AXES + axis] = s->now[axis];
        }
        s->at = (uint16_t)((s->at + 1) % MODEL_WINDOW);
    }
@else
    {
        uint32_t ago, number = i;
        for (ago = 0; ago < s->running && number < MODEL_WINDOW; ago++, number += MODEL_HOP) {
            const uint32_t slot = (s->newest + MODEL_AT_ONCE_WINDOWS - ago) % MODEL_AT_ONCE_WINDOWS;
            model_sums_push(s->sums + slot * MODEL_WINDOW_WORDS, s->now, number);
        }
    }
@end
    /* the window that began so long ago that it ends here */
    rest = MODEL_WINDOW - 1 - i;
    if (rest % MODEL_HOP != 0 || rest / MODEL_HOP >= s->running) {
        return 0;
    }
@if holds
@if sums
    for (i = 0; i < MODEL_WINDOW; i++) {
        uint32_t place = s->at + i;
        place = place >= MODEL_WINDOW ? place - MODEL_WINDOW : place;
        model_sums_push(s->sums, s->ring + place * MODEL_FEATURE_AXES, i);
    }
    model_finish(s, s->sums, s->features);
@else
    model_finish(s, s->ring, s->features);
@end
@else
    {
        const uint32_t slot = (s->newest + MODEL_AT_ONCE_WINDOWS - rest / MODEL_HOP) % MODEL_AT_ONCE_WINDOWS;
        model_finish(s, s->sums + slot * MODEL_WINDOW_WORDS, s->features);
    }
@end
    return 1;
}

static inline int model_push_finite(struct model_state *s, const float *sample)
{
    const int begun = s->begun, kept = s->thinned == 0;
    uint32_t axis;
@if norm
    float squares = 0.0f;
@end
    s->begun = 1;
    s->thinned = (uint16_t)((s->thinned + 1) % MODEL_DECIMATE);
    for (axis = 0; axis < MODEL_AXES; axis++) {
        float x = model_mul(sample[axis], model_scale_axis[axis]);
@if filter
        uint32_t section;
        s->first[axis] = begun ? s->first[axis] : x;
        x -= s->first[axis];
        for (section = 0; section < MODEL_SECTIONS; section++) {
            const float *c = model_sections[section];
            float *z = s->filter[axis][section];
            const float y = model_mul(c[0], x) + (begun ? z[0] : 0.0f);
            z[0] = model_mul(c[1], x) - model_mul(c[3], y) + (begun ? z[1] : 0.0f);
            z[1] = model_mul(c[2], x) - model_mul(c[4], y);
            x = y;
        }
        x = model_mul(MODEL_LEVEL, s->first[axis]) + x;
@end
        if (!kept) {
            continue;
        }
@if raw
        s->now[axis] = x;
@end
@if norm
        squares += model_mul(x, x);
@end
@if difference
        s->now[MODEL_DIFFERENCES_AT + axis] = begun ? x - s->before[axis] : 0.0f;
        s->before[axis] = x;
@end
    }
    (void)begun;
    if (!kept) {
        return 0;
    }
@if norm
    s->now[MODEL_NORM_AT] = model_sqrt(squares);
@end
    return model_push_kept(s);
}

/* Takes a sample, one number an axis; 1 where it ends a window, whose features are then in
 * s->features. Of one that is not finite MODEL_NOT_FINITE: the next is as the first. */
static inline int model_push_features(struct model_state *s, const float *sample)
{
    uint32_t axis;
    for (axis = 0; axis < MODEL_AXES; axis++) {
        if (!model_is_finite(sample[axis])) {
            model_reset(s);
            return MODEL_NOT_FINITE;
        }
    }
    return model_push_finite(s, sample);
}

/* The same of integers, as sensors give them. */
static inline int model_push_features_i16(struct model_state *s, const int16_t *sample)
{
    float numbers[MODEL_AXES];
    uint32_t axis;
    for (axis = 0; axis < MODEL_AXES; axis++) {
        numbers[axis] = (float)sample[axis];
    }
    return model_push_finite(s, numbers);
}
