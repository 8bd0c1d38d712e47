#include "CVectorKernels.h"

#include <stddef.h>

#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#define INLINE static inline __attribute__((always_inline))

typedef float wide __attribute__((vector_size(64), aligned(4)));
enum { COLUMNS = 16, ROWS = 6 };

/// `count` rows of weights times 16 columns of the panel: a register tile, every sum in order of k.
INLINE void tile(const float *weights, int count, int64_t inner, const float *panel, int64_t stride, float *out,
                 int accumulate) {
  wide sums[ROWS];
  for (int r = 0; r < count; r++) sums[r] = accumulate ? *(const wide *)(out + r * stride) : (wide){0};
  for (int64_t k = 0; k < inner; k++) {
    wide x = *(const wide *)(panel + k * stride);
    for (int r = 0; r < count; r++) sums[r] += weights[r * inner + k] * x;
  }
  for (int r = 0; r < count; r++) *(wide *)(out + r * stride) = sums[r];
}

CLONES void ht_small_product(const float *weights, int64_t rows, int64_t inner, const float *panel, int64_t stride,
                             float *out, int accumulate) {
  int64_t whole = rows / ROWS * ROWS;
  for (int64_t row = 0; row < whole; row += ROWS)
    for (int64_t column = 0; column < stride; column += COLUMNS)
      tile(weights + row * inner, ROWS, inner, panel + column, stride, out + row * stride + column, accumulate);
  for (int64_t row = whole; row < rows; row++)
    for (int64_t column = 0; column < stride; column += COLUMNS)
      tile(weights + row * inner, 1, inner, panel + column, stride, out + row * stride + column, accumulate);
}
