// What a product reads, of single numbers.

/// A strip of a panel, copied so that it is read in one stream: `depth` rows of `width` columns.
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

/// A block of weights: where it is.
INLINE const float *NAME(block)(const float *weights, int64_t rows, int64_t left, int64_t depth, int64_t *stride, float *scratch) {
  (void)rows, (void)left, (void)depth, (void)stride, (void)scratch;
  return weights;
}
