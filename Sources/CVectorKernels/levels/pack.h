// A strip of a panel, copied so that a product reads it in one stream.

/// `depth` rows of `width` columns; `left` rows are there, at least as many.
static void NAME(pack)(const float *source, int64_t stride, int64_t left, int64_t depth, int64_t width, float *target) {
  enum { WIDTH = LANES * MOST_COLUMNS };
  (void)left;
  // A size that the compiler knows is copied in place, without a call.
  if (width == WIDTH)
    for (int64_t k = 0; k < depth; k++) __builtin_memcpy(target + k * WIDTH, source + k * stride, sizeof(float) * WIDTH);
  else
    for (int64_t k = 0; k < depth; k++)
      __builtin_memcpy(target + k * width, source + k * stride, sizeof(float) * (size_t)width);
}
