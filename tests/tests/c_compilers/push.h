/* For each model, NAME.in with samples becomes NAME.out with what each that does not only fill a window leads to: its code,
 * and behind 1 the features and the probabilities. What else takes samples has to say the same. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_whole(const float *x, int16_t *whole, int axes)
{
    int axis;
    for (axis = 0; axis < axes; axis++) {
        if (!(x[axis] >= -32768.0f && x[axis] <= 32767.0f)) {
            return 0;
        }
        whole[axis] = (int16_t)x[axis];
        if ((float)whole[axis] < x[axis] || (float)whole[axis] > x[axis]) {
            return 0;
        }
    }
    return 1;
}

static void put(const void *bytes, size_t size, FILE *to)
{
    if (fwrite(bytes, 1, size, to) != size) {
        exit(1);
    }
}

#define PUSHED(name, NAME)                                                            \
    static void push_##name(void)                                                     \
    {                                                                                 \
        static struct name##_state s, t, u;                                           \
        FILE *from = fopen(#name ".in", "rb");                                        \
        FILE *to = fopen(#name ".out", "wb");                                         \
        float x[NAME##_AXES], p[NAME##_CLASSES], q[NAME##_CLASSES];                   \
        int16_t whole[NAME##_AXES];                                                   \
        if (from == NULL || to == NULL) {                                             \
            exit(1);                                                                  \
        }                                                                             \
        while (fread(x, sizeof(float), NAME##_AXES, from) == NAME##_AXES) {           \
            int32_t code = (int32_t)name##_push_proba(&s, x, p);                      \
            int answer = -7, best = 0, i;                                             \
            const int other = is_whole(x, whole, NAME##_AXES)                         \
                ? name##_push_i16(&t, whole, &answer) : name##_push(&t, x, &answer);  \
            const int third = is_whole(x, whole, NAME##_AXES)                         \
                ? name##_push_proba_i16(&u, whole, q) : name##_push_proba(&u, x, q);  \
            if (other != code || third != code) {                                     \
                exit(2);                                                              \
            }                                                                         \
            if (code == 0) {                                                          \
                continue;                                                             \
            }                                                                         \
            put(&code, sizeof code, to);                                              \
            if (code != 1) {                                                          \
                continue;                                                             \
            }                                                                         \
            for (i = 1; i < NAME##_CLASSES; i++) {                                    \
                best = p[i] > p[best] ? i : best;                                     \
            }                                                                         \
            if (answer != best || memcmp(p, q, sizeof p) != 0                         \
                || memcmp(s.features, t.features, sizeof s.features) != 0) {          \
                exit(3);                                                              \
            }                                                                         \
            put(s.features, sizeof s.features, to);                                   \
            put(p, sizeof p, to);                                                     \
        }                                                                             \
        fclose(from);                                                                 \
        if (fclose(to) != 0) {                                                        \
            exit(1);                                                                  \
        }                                                                             \
        printf("%s: self-tests %d %d\n", #name, name##_self_test(), name##_window_self_test()); \
    }
