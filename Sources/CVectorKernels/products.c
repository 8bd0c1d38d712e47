#include "CVectorKernels.h"
#include "exponential.h"

#include <immintrin.h>
#include <stddef.h>

// The same source for each vector level. The compiler's own clones would share one tile shape, and AVX-512 has twice the
// registers; "x86-64-v4" would halve its vectors (clang prefers 256 bits there).

/// Lanes of sums whose order is the same at each level.
typedef float EIGHT __attribute__((vector_size(32), aligned(4)));

#define ELEMENT float
#define NUMBERS 1
#define MULTIPLY_ADD(sum, a, x) ((sum) += (a) * (x))

#define NAME(x) x##_avx512
#define VECTOR vector_avx512
#define OPERAND operand_avx512
#define LANES 16
#define MOST_COLUMNS 4
#define MOST_ROWS 24
#define TALL_1 24
#define TALL_2 12
#define TALL_3 8
#define TALL_4 6
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#include "levels/tile.h"
#include "levels/pack.h"
#include "levels/panel_product.h"
#include "levels/attention.h"
#pragma clang attribute pop
#undef NAME
#undef VECTOR
#undef OPERAND
#undef ELEMENT
#undef NUMBERS
#undef MULTIPLY_ADD

// In the same tiles, numbers that are rounded to bfloat16: two at once, summed in single precision.
#define NAME(x) x##_bfloat16
#define VECTOR vector_bfloat16
#define OPERAND operand_bfloat16
#define ELEMENT uint32_t
#define NUMBERS 2
#define MULTIPLY_ADD(sum, a, x) \
  ((sum) = (VECTOR)_mm512_dpbf16_ps((__m512)(sum), (__m512bh)_mm512_set1_epi32((int)(a)), (__m512bh)(x)))
#pragma clang attribute push(__attribute__((target("avx512bf16,avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#include "levels/tile.h"
#include "levels/pack_pairs.h"
#include "levels/panel_product.h"
#pragma clang attribute pop
#undef NAME
#undef VECTOR
#undef OPERAND
#undef ELEMENT
#undef NUMBERS
#undef MULTIPLY_ADD
#undef LANES
#undef MOST_COLUMNS
#undef MOST_ROWS
#undef TALL_1
#undef TALL_2

#define ELEMENT float
#define NUMBERS 1
#define MULTIPLY_ADD(sum, a, x) ((sum) += (a) * (x))

#define NAME(x) x##_avx2
#define VECTOR vector_avx2
#define OPERAND operand_avx2
#define LANES 8
#define MOST_COLUMNS 2
#define MOST_ROWS 12
#define TALL_1 12
#define TALL_2 6
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "levels/tile.h"
#include "levels/pack.h"
#include "levels/panel_product.h"
#include "levels/attention.h"
#pragma clang attribute pop
#undef NAME
#undef VECTOR
#undef OPERAND
#undef LANES

#define NAME(x) x##_baseline
#define VECTOR vector_baseline
#define OPERAND operand_baseline
#define LANES 4
#include "levels/tile.h"
#include "levels/pack.h"
#include "levels/panel_product.h"
#include "levels/attention.h"

void ht_panel_product(const float *weights, int64_t rows, int64_t inner, const float *panel, int64_t stride, float *out,
                      int accumulate, void *packed) {
  switch (ht_vector_level()) {
  case 2: panel_product_avx512(weights, rows, inner, panel, stride, out, accumulate, packed); break;
  case 1: panel_product_avx2(weights, rows, inner, panel, stride, out, accumulate, packed); break;
  default: panel_product_baseline(weights, rows, inner, panel, stride, out, accumulate, packed);
  }
}

void ht_rounded_panel_product(const float *weights, int64_t rows, int64_t inner, const float *panel, int64_t stride, float *out,
                              int accumulate, void *packed) {
  panel_product_bfloat16(weights, rows, inner, panel, stride, out, accumulate, packed);
}

void ht_attend(const ht_attention *attention) {
  switch (ht_vector_level()) {
  case 2: attend_avx512(attention); break;
  case 1: attend_avx2(attention); break;
  default: attend_baseline(attention);
  }
}
