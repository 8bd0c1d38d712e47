// Attention of one passage's rows, compiled for each vector level. Scores and weighted values are register tiles; softmax runs
// row by row. Every sum runs in order of features or of absolute positions, so that its bits do not depend on what is asked
// together, nor on where the shared prefix ends.

static void NAME(small_product)(int rows, int columns, const float *a, int64_t a_stride, int64_t inner, const float *b,
                                int64_t b_stride, float *out, int64_t out_stride, int accumulate) {
#define TILE(R, C) \
  case 8 * R + C: NAME(tile)(R, C, a, a_stride, inner, b, b_stride, out, out_stride, accumulate); break;
#define TILES(C) TILE(1, C) TILE(2, C) TILE(3, C) TILE(4, C) TILE(5, C) TILE(6, C)
  switch (8 * rows + columns) {
    TILES(1)
    TILES(2)
#if MOST_COLUMNS > 2
    TILES(4)
#endif
  }
#undef TILES
#undef TILE
}

/// Vectors that a tile may be wide where `wanted` are left.
INLINE int NAME(columns)(int64_t wanted) { return wanted >= MOST_COLUMNS ? MOST_COLUMNS : wanted >= 2 ? 2 : 1; }

/// scores (rows × from ..< count) of keys, feature-major. Whole vectors are written: behind `count` stands what does not count.
INLINE void NAME(score_keys)(const float *query, int64_t query_stride, int rows, int64_t size, const float *keys,
                             int64_t key_stride, int64_t from, int64_t count, float *scores, int64_t score_stride) {
  for (int64_t j = from; j < count;) {
    int columns = NAME(columns)((count - j + LANES - 1) / LANES);
    NAME(small_product)(rows, columns, query, query_stride, size, keys + j, key_stride, scores + j, score_stride, 0);
    j += columns * LANES;
  }
}

/// Turns the scores of positions `first ..< end` into weights, and those of `low ..< high` outside into 0. `low` and `high` are
/// multiples of 8. Returns one over the weights' sum.
INLINE float NAME(softmax)(float *scores, int64_t low, int64_t first, int64_t end, int64_t high, float scale, float soft_cap) {
  for (int64_t j = first; j < end; j++) scores[j] *= scale;
  if (soft_cap > 0)
    for (int64_t j = first; j < end; j++) scores[j] = soft_cap * hyperbolic_tangent(scores[j] / soft_cap);
  // In lanes by hand: a compiler keeps the order of comparisons, for what might not be a number.
  float largest = scores[first];
  int64_t next = first;
  VECTOR lanes = (VECTOR){0} + largest;
  for (; next + LANES <= end; next += LANES) lanes = __builtin_elementwise_max(lanes, *(const VECTOR *)(scores + next));
  for (int i = 0; i < LANES; i++) largest = lanes[i] > largest ? lanes[i] : largest;
  for (; next < end; next++) largest = scores[next] > largest ? scores[next] : largest;
  for (int64_t j = first; j < end; j++) scores[j] = exponential(scores[j] - largest);
  for (int64_t j = low; j < first; j++) scores[j] = 0;
  for (int64_t j = end; j < high; j++) scores[j] = 0;
  // Lanes by absolute position, always by the same tree.
  EIGHT sum = {0};
  for (int64_t j = low; j < high; j += 8) sum += *(const EIGHT *)(scores + j);
  return 1.0f / (((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7])));
}

/// out (rows × size) += weights · values of `count` positions.
INLINE void NAME(add_values)(const float *weights, int64_t weight_stride, int rows, int64_t count, const float *values,
                             int64_t value_stride, int64_t size, float *out, int64_t out_stride) {
  int64_t f = 0;
  while (f + LANES <= size) {
    int columns = NAME(columns)((size - f) / LANES);
    NAME(small_product)(rows, columns, weights, weight_stride, count, values + f, value_stride, out + f, out_stride, 1);
    f += columns * LANES;
  }
  for (; f < size; f++)
    for (int r = 0; r < rows; r++)
      for (int64_t j = 0; j < count; j++) out[r * out_stride + f] += weights[r * weight_stride + j] * values[j * value_stride + f];
}

/// Up to six query rows that share a key head. The first sees `visible` positions, each further one `step` more.
static void NAME(attend_rows)(const ht_attention *a, int64_t head, const float *query, int64_t query_stride, int rows,
                              int64_t visible, int64_t step, float *out, int64_t out_stride) {
  int64_t size = a->size, shared = a->shared_count, stride = a->score_stride, last = visible + (rows - 1) * step;
  int64_t low = a->window > 0 && visible > a->window ? (visible - a->window) / 8 * 8 : 0, high = (last + 7) / 8 * 8;
  int64_t low_shared = low < shared ? low : shared, low_own = low > shared ? low - shared : 0, own = last - shared;
  float *scores = a->scores, inverse[6];
  // What the shared keys' vectors write behind their end is overwritten by the own keys'.
  NAME(score_keys)(query, query_stride, rows, size, a->shared_keys + head * size * a->shared_key_stride, a->shared_key_stride,
                   low_shared, shared, scores, stride);
  NAME(score_keys)(query, query_stride, rows, size, a->own_keys + head * size * a->own_key_stride, a->own_key_stride, low_own,
                   own, scores + shared, stride);
  for (int r = 0; r < rows; r++) {
    int64_t end = visible + r * step, first = a->window > 0 && end > a->window ? end - a->window : 0;
    inverse[r] = NAME(softmax)(scores + r * stride, low, first, end, high, a->scale, a->soft_cap);
    for (int64_t f = 0; f < size; f++) out[r * out_stride + f] = 0;
  }
  NAME(add_values)(scores + low_shared, stride, rows, shared - low_shared,
                   a->shared_values + low_shared * a->shared_value_stride + head * size, a->shared_value_stride, size, out, out_stride);
  NAME(add_values)(scores + shared + low_own, stride, rows, own - low_own,
                   a->own_values + low_own * a->own_value_stride + head * size, a->own_value_stride, size, out, out_stride);
  for (int r = 0; r < rows; r++)
    for (int64_t f = 0; f < size; f++) out[r * out_stride + f] *= inverse[r];
}

static void NAME(attend)(const ht_attention *a) {
  int64_t group = a->heads / a->kv_heads, size = a->size, width = a->heads * size, seen = a->shared_count + a->own_count;
  for (int64_t head = 0; head < a->kv_heads; head++) {
    const float *query = a->queries + head * group * size;
    float *out = a->out + head * group * size;
    if (a->rows >= group) {
      for (int64_t h = 0; h < group; h++)
        for (int64_t r = 0; r < a->rows; r += 6)
          NAME(attend_rows)(a, head, query + r * a->query_stride + h * size, a->query_stride,
                            (int)(a->rows - r < 6 ? a->rows - r : 6), seen + r, 1, out + r * width + h * size, width);
    } else {
      for (int64_t r = 0; r < a->rows; r++)
        for (int64_t h = 0; h < group; h += 6)
          NAME(attend_rows)(a, head, query + r * a->query_stride + h * size, size, (int)(group - h < 6 ? group - h : 6),
                            seen + r, 0, out + r * width + h * size, size);
    }
  }
}
