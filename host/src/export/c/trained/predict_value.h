static inline int model_predict(const float *x, float *y)
{
    return model_outputs(x, y);
}
