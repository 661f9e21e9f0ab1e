/* Leaves the answer of the last MODEL_SMOOTH windows, as many as there are, in the place of that of one. */
static inline void model_smooth(struct model_state *s, float *answer)
{
    uint32_t i, o, oldest;
    for (o = 0; o < MODEL_CLASSES; o++) {
        s->answers[(uint32_t)s->answer_at * MODEL_CLASSES + o] = answer[o];
        answer[o] = 0.0f;
    }
    s->answer_at = (uint16_t)((s->answer_at + 1) % MODEL_SMOOTH);
    s->answered = (uint16_t)(s->answered < MODEL_SMOOTH ? s->answered + 1 : MODEL_SMOOTH);
    oldest = (uint32_t)s->answer_at + MODEL_SMOOTH - s->answered;
    for (i = 0; i < s->answered; i++) {
        const float *one = s->answers + (oldest + i) % MODEL_SMOOTH * MODEL_CLASSES;
@if majority
        uint32_t best = 0;
        for (o = 1; o < MODEL_CLASSES; o++) {
            best = one[o] > one[best] ? o : best;
        }
        answer[best] += 1.0f;
@else
        for (o = 0; o < MODEL_CLASSES; o++) {
            answer[o] += one[o];
        }
@end
    }
    for (o = 0; o < MODEL_CLASSES; o++) {
        answer[o] /= (float)s->answered;
    }
}
