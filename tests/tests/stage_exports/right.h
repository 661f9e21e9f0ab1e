static uint32_t stage_right(void)
{
    static struct stage_state s;
    uint32_t t, i, seed = 1, windows = 0, digest = 0x811c9dc5u;
    union { float value; uint32_t bits; } word;
    for (t = 0; t < COUNT; t++) {
        float x[STAGE_AXES], p[STAGE_CLASSES];
        int16_t whole[STAGE_AXES];
        int code;
        for (i = 0; i < STAGE_AXES; i++) {
            float noise;
            seed = seed * 1664525u + 1013904223u;
            noise = (float)(int16_t)(uint16_t)(seed >> 16);
            word.bits = 0x7fc00000u;
            x[i] = t < 100 ? noise : t < 150 ? 25.0f : t < 200 ? (noise < 0.0f ? -32768.0f : 32767.0f)
                : t == 230 ? word.value : noise * 0.37f;
            whole[i] = t < 200 ? (int16_t)x[i] : 0;
        }
        code = t < 200 ? stage_push_proba_i16(&s, whole, p) : stage_push_proba(&s, x, p);
        if (code == 0) {
            continue;
        }
        digest = (digest ^ (uint32_t)(int32_t)code) * 0x01000193u;
        if (code != 1) {
            continue;
        }
        windows++;
        for (i = 0; i < STAGE_FEATURES; i++) {
            word.value = s.features[i];
            digest = (digest ^ word.bits) * 0x01000193u;
        }
        for (i = 0; i < STAGE_CLASSES; i++) {
            word.value = p[i];
            digest = (digest ^ word.bits) * 0x01000193u;
        }
    }
    return digest == EXPECTEDu ? windows : 0;
}
