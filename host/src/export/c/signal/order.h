static inline void model_sift(float *heap, uint32_t root, uint32_t end)
{
    uint32_t child;
    while ((child = 2 * root + 1) < end) {
        float swapped;
        if (child + 1 < end && heap[child + 1] > heap[child]) {
            child += 1;
        }
        if (heap[root] >= heap[child]) {
            return;
        }
        swapped = heap[root];
        heap[root] = heap[child];
        heap[child] = swapped;
        root = child;
    }
}

static inline void model_sort(float *readings, uint32_t n)
{
    uint32_t i;
    for (i = n / 2; i > 0; i--) {
        model_sift(readings, i - 1, n);
    }
    for (i = n - 1; i > 0; i--) {
        const float swapped = readings[0];
        readings[0] = readings[i];
        readings[i] = swapped;
        model_sift(readings, 0, i);
    }
}

/* Where so many quarters of sorted readings lie, between two of them linearly. */
static inline float model_quartile(const float *sorted, uint32_t quarters)
{
    const uint32_t place = (MODEL_WINDOW - 1) * quarters, below = place / 4, rest = place % 4;
    const float low = sorted[below];
    if (rest == 0) {
        return low;
    }
    return low + model_mul(sorted[below + 1] - low, model_mul((float)rest, 0.25f));
}
