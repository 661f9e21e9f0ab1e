/* For each model, NAME.in with rows of raw features becomes NAME.out with its answers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void answer(int (*ask)(const float *, float *), const char *in, const char *out, size_t features, size_t outputs)
{
    float x[64], y[64];
    FILE *from = fopen(in, "rb");
    FILE *to = fopen(out, "wb");
    if (from == NULL || to == NULL) {
        exit(1);
    }
    while (fread(x, sizeof(float), features, from) == features) {
        if (ask(x, y) != 0 || fwrite(y, sizeof(float), outputs, to) != outputs) {
            exit(1);
        }
    }
    fclose(from);
    if (fclose(to) != 0) {
        exit(1);
    }
}

static void check(int (*ask)(const float *, float *), const char *name, int self_test, size_t features)
{
    float x[64] = {0}, y[64];
    int nan, infinite;
    x[features - 1] = NAN;
    nan = ask(x, y);
    x[features - 1] = -INFINITY;
    infinite = ask(x, y);
    printf("%s: self-test %d, NaN %d, infinity %d\n", name, self_test, nan, infinite);
}

#define VALUES(name, NAME)                                                            \
    static void ask_##name(void)                                                      \
    {                                                                                 \
        answer(name##_predict, #name ".in", #name ".out", NAME##_FEATURES, 1);        \
        check(name##_predict, #name, name##_self_test(), NAME##_FEATURES);            \
    }

#define SEVERAL(name, NAME)                                                           \
    static void ask_##name(void)                                                      \
    {                                                                                 \
        answer(name##_predict, #name ".in", #name ".out", NAME##_FEATURES, NAME##_TARGETS); \
        check(name##_predict, #name, name##_self_test(), NAME##_FEATURES);            \
    }

/* A row has a label where its probability is above one half. */
#define LABELS(name, NAME)                                                            \
    static int proba_##name(const float *x, float *p)                                 \
    {                                                                                 \
        uint8_t has[NAME##_TARGETS];                                                  \
        int i, result = name##_predict_proba(x, p);                                   \
        if (name##_predict(x, has) != result) {                                       \
            exit(2);                                                                  \
        }                                                                             \
        for (i = 0; result == 0 && i < NAME##_TARGETS; i++) {                         \
            if (has[i] != (p[i] > 0.5f)) {                                            \
                exit(2);                                                              \
            }                                                                         \
        }                                                                             \
        return result;                                                                \
    }                                                                                 \
    static void ask_##name(void)                                                      \
    {                                                                                 \
        answer(proba_##name, #name ".in", #name ".out", NAME##_FEATURES, NAME##_TARGETS); \
        check(proba_##name, #name, name##_self_test(), NAME##_FEATURES);              \
    }

/* The class is where the largest probability first stands. */
#define CLASSES(name, NAME)                                                           \
    static int proba_##name(const float *x, float *p)                                 \
    {                                                                                 \
        int i, best = 0, result = name##_predict_proba(x, p);                         \
        for (i = 1; result == 0 && i < NAME##_CLASSES; i++) {                         \
            best = p[i] > p[best] ? i : best;                                         \
        }                                                                             \
        if (name##_predict(x) != (result == 0 ? best : result)) {                     \
            exit(2);                                                                  \
        }                                                                             \
        return result;                                                                \
    }                                                                                 \
    static void ask_##name(void)                                                      \
    {                                                                                 \
        answer(proba_##name, #name ".in", #name ".out", NAME##_FEATURES, NAME##_CLASSES); \
        check(proba_##name, #name, name##_self_test(), NAME##_FEATURES);              \
    }
