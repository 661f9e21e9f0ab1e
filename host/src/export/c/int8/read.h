    int32_t low, high;
    uint32_t i;
    for (i = 0; i + 1 < MODEL_FEATURES; i += 2) {
        if (!model_quantize(x[i], model_offset[i], model_factor[i], &low)
            || !model_quantize(x[i + 1], model_offset[i + 1], model_factor[i + 1], &high)) {
            return MODEL_NOT_FINITE;
        }
        a[i / 2] = model_pack(low, high);
    }
