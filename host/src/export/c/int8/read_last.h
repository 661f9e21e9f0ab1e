    if (!model_quantize(x[i], model_offset[i], model_factor[i], &low)) {
        return MODEL_NOT_FINITE;
    }
    a[i / 2] = model_pack(low, 0);
