static inline float model_logistic(float x)
{
    return 1.0f / (1.0f + model_exp(0.0f - x));
}
