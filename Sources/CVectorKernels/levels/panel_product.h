// The matrix product of the forward pass, compiled for each vector level.

/// Depth of a block, in elements of NUMBERS numbers: its part of the panel is packed once, and a strip of it stays in the nearest caches.
#define DEPTH HT_PACKED_DEPTH
/// Rows of weights that a block takes from the second cache for every strip.
#define HEIGHT HT_PACKED_ROWS

/// All rows against one strip, in tiles as tall as the registers allow for its width.
static void NAME(strip)(int columns, const ELEMENT *a, int64_t rows, int64_t a_stride, int64_t inner, const ELEMENT *b,
                        float *out, int64_t out_stride, int accumulate) {
  int64_t r = 0;
#define SWEEP(R, C)               \
  for (; r + R <= rows; r += R) \
    NAME(tile)(R, C, a + r * a_stride, a_stride, inner, b, C * LANES, out + r * out_stride, out_stride, accumulate);
  switch (columns) {
  case 1: SWEEP(TALL_1, 1) SWEEP(4, 1) SWEEP(1, 1) break;
  case 2: SWEEP(TALL_2, 2) SWEEP(3, 2) SWEEP(1, 2) break;
#if MOST_COLUMNS > 2
  case 3: SWEEP(TALL_3, 3) SWEEP(1, 3) break;
  case 4: SWEEP(TALL_4, 4) SWEEP(3, 4) SWEEP(1, 4) break;
#endif
  }
#undef SWEEP
}

static void NAME(panel_product)(const float *weights, int64_t rows, int64_t inner, const float *panel, int64_t stride,
                                float *out, int accumulate, ELEMENT *packed) {
  enum { WIDTH = LANES * MOST_COLUMNS };
  int64_t elements = (inner + NUMBERS - 1) / NUMBERS;
  ELEMENT *behind = packed + (elements < DEPTH ? elements : DEPTH) * stride;
  for (int64_t first = 0; first < elements; first += DEPTH) {
    int64_t depth = elements - first < DEPTH ? elements - first : DEPTH, left = inner - first * NUMBERS;
    for (int64_t column = 0; column < stride; column += WIDTH) {
      int64_t width = stride - column < WIDTH ? stride - column : WIDTH;
      NAME(pack)(panel + first * NUMBERS * stride + column, stride, left, depth, width, packed + column * depth);
    }
    for (int64_t row = 0; row < rows; row += HEIGHT) {
      int64_t height = rows - row < HEIGHT ? rows - row : HEIGHT, block_stride = inner;
      const ELEMENT *block = NAME(block)(weights + row * inner + first * NUMBERS, height, left, depth, &block_stride, behind);
      for (int64_t column = 0; column < stride; column += WIDTH) {
        int64_t width = stride - column < WIDTH ? stride - column : WIDTH;
        NAME(strip)((int)(width / LANES), block, height, block_stride, depth, packed + column * depth,
                    out + row * stride + column, stride, accumulate || first > 0);
      }
    }
  }
}

#undef DEPTH
#undef HEIGHT
