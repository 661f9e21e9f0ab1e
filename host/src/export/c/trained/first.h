    for (i = 0; i < MODEL_FEATURES; i += 8) {
        const uint32_t n = MODEL_FEATURES - i < 8 ? MODEL_FEATURES - i : 8;
        if (!model_scaled(x + i, model_offset + i, model_scale + i, n, x0)) {
            return MODEL_NOT_FINITE;
        }
        w = model_dense(w, x0, n, i == 0 ? model_weights : TO, TO, OUTPUTS);
    }
