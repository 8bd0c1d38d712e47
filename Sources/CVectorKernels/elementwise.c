#include "CVectorKernels.h"
#include "exponential.h"

#include <math.h>
#include <stddef.h>

// Each clone is compiled for its own processor level; the loader picks one.
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
typedef float lanes __attribute__((vector_size(32), aligned(4)));
enum { WIDTH = 8, CHUNK = 64 };

CLONES void ht_rms_norm(const float *x, const float *weight, float *y, int64_t features, int64_t stride, float epsilon) {
  for (int64_t start = 0; start < stride; start += CHUNK) {
    int64_t n = stride - start < CHUNK ? stride - start : CHUNK;
    float scale[CHUNK] = {0};
    for (int64_t f = 0; f < features; f++) {
      const float *row = x + f * stride + start;
      for (int64_t i = 0; i < n; i++) scale[i] += row[i] * row[i];
    }
    for (int64_t i = 0; i < n; i++) scale[i] = 1.0f / __builtin_sqrtf(scale[i] / (float)features + epsilon);
    for (int64_t f = 0; f < features; f++) {
      const float *row = x + f * stride + start;
      float *target = y + f * stride + start;
      float w = weight[f];
      for (int64_t i = 0; i < n; i++) target[i] = row[i] * scale[i] * w;
    }
  }
}

CLONES void ht_add(float *x, const float *y, int64_t count) {
  for (int64_t i = 0; i < count; i++) x[i] += y[i];
}

CLONES void ht_silu_multiply(const float *restrict gate_up, float *restrict out, int64_t count) {
  const float *restrict up = gate_up + count;
  for (int64_t i = 0; i < count; i++) out[i] = gate_up[i] / (1.0f + exponential(-gate_up[i])) * up[i];
}

CLONES void ht_gelu_multiply(const float *restrict gate_up, float *restrict out, int64_t count) {
  const float *restrict up = gate_up + count;
  for (int64_t i = 0; i < count; i++) {
    float g = gate_up[i];
    float inner = 0.7978845608028654f * (g + 0.044715f * g * g * g);
    out[i] = 0.5f * g * (1.0f + hyperbolic_tangent(inner)) * up[i];
  }
}

CLONES void ht_soft_cap(float *x, float cap, int64_t count) {
  for (int64_t i = 0; i < count; i++) x[i] = cap * hyperbolic_tangent(x[i] / cap);
}

CLONES void ht_add_bias(float *x, const float *bias, int64_t features, int64_t stride) {
  for (int64_t f = 0; f < features; f++) {
    float b = bias[f];
    for (int64_t c = 0; c < stride; c++) x[f * stride + c] += b;
  }
}

/// A row's odd lanes change places with another's even ones, then pairs do, then halves: that turns a block of eight by eight.
INLINE void turn(lanes row[8]) {
#define EXCHANGE(a, b, ...) \
  { \
    lanes low = __builtin_shufflevector(row[a], row[b], __VA_ARGS__); \
    row[b] = __builtin_shufflevector(row[a], row[b], HIGH); \
    row[a] = low; \
  }
#define HIGH 1, 9, 3, 11, 5, 13, 7, 15
#pragma unroll
  for (int i = 0; i < 8; i += 2) EXCHANGE(i, i + 1, 0, 8, 2, 10, 4, 12, 6, 14)
#undef HIGH
#define HIGH 2, 3, 10, 11, 6, 7, 14, 15
#pragma unroll
  for (int i = 0; i < 8; i += i % 4 ? 3 : 1) EXCHANGE(i, i + 2, 0, 1, 8, 9, 4, 5, 12, 13)
#undef HIGH
#define HIGH 4, 5, 6, 7, 12, 13, 14, 15
#pragma unroll
  for (int i = 0; i < 4; i++) EXCHANGE(i, i + 4, 0, 1, 2, 3, 8, 9, 10, 11)
#undef HIGH
#undef EXCHANGE
}

CLONES void ht_transpose(const float *restrict source, int64_t rows, int64_t columns, int64_t source_stride,
                         float *restrict target, int64_t target_stride) {
  int64_t whole_rows = rows / WIDTH * WIDTH, whole_columns = columns / WIDTH * WIDTH;
  for (int64_t r = 0; r < whole_rows; r += WIDTH) {
    for (int64_t c = 0; c < whole_columns; c += WIDTH) {
      lanes block[WIDTH];
      for (int i = 0; i < WIDTH; i++) block[i] = *(const lanes *)(source + (r + i) * source_stride + c);
      turn(block);
      for (int i = 0; i < WIDTH; i++) *(lanes *)(target + (c + i) * target_stride + r) = block[i];
    }
  }
  for (int64_t r = 0; r < rows; r++)
    for (int64_t c = r < whole_rows ? whole_columns : 0; c < columns; c++)
      target[c * target_stride + r] = source[r * source_stride + c];
}

CLONES void ht_rotate(float *row, int64_t heads, int64_t size, const float *cosine, const float *sine) {
  int64_t half = size / 2;
  for (int64_t h = 0; h < heads; h++) {
    float *restrict low = row + h * size, *restrict high = low + half;
    for (int64_t i = 0; i < half; i++) {
      float a = low[i], b = high[i];
      low[i] = a * cosine[i] - b * sine[i];
      high[i] = b * cosine[i] + a * sine[i];
    }
  }
}

/// Sum of eight lanes, always by the same tree.
INLINE float tree_sum(const float *v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }

CLONES void ht_head_norm(float *row, int64_t heads, int64_t size, const float *weight, float epsilon) {
  for (int64_t h = 0; h < heads; h++) {
    float *head = row + h * size;
    lanes sum = {0};
    int64_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) {
      lanes v = *(const lanes *)(head + i);
      sum += v * v;
    }
    float total = tree_sum((const float *)&sum);
    for (; i < size; i++) total += head[i] * head[i];
    float scale = 1.0f / __builtin_sqrtf(total / (float)size + epsilon);
    for (i = 0; i < size; i++) head[i] = head[i] * scale * weight[i];
  }
}

CLONES void ht_relative_distance(const float *a, const float *b, float *out, int64_t features, int64_t stride) {
  for (int64_t start = 0; start < stride; start += CHUNK) {
    int64_t n = stride - start < CHUNK ? stride - start : CHUNK;
    float difference[CHUNK] = {0}, norm[CHUNK] = {0};
    for (int64_t f = 0; f < features; f++) {
      const float *x = a + f * stride + start, *y = b + f * stride + start;
      for (int64_t i = 0; i < n; i++) {
        float d = x[i] - y[i];
        difference[i] += d * d;
        norm[i] += y[i] * y[i];
      }
    }
    for (int64_t i = 0; i < n; i++) out[start + i] = __builtin_sqrtf(difference[i] / (norm[i] + 1e-30f));
  }
}

CLONES void ht_log_sum_exp(const float *logits, int64_t vocabulary, int64_t stride, float *log_sum, int32_t *largest) {
  for (int64_t start = 0; start < stride; start += CHUNK) {
    int64_t n = stride - start < CHUNK ? stride - start : CHUNK;
    float best[CHUNK];
    int32_t index[CHUNK] = {0};
    for (int64_t i = 0; i < n; i++) best[i] = logits[start + i];
    for (int64_t v = 1; v < vocabulary; v++) {
      const float *row = logits + v * stride + start;
      for (int64_t i = 0; i < n; i++) {
        index[i] = row[i] > best[i] ? (int32_t)v : index[i];
        best[i] = row[i] > best[i] ? row[i] : best[i];
      }
    }
    // Blocks of float sums collected in double: single precision over a whole vocabulary would lose four digits.
    double sum[CHUNK] = {0};
    for (int64_t block = 0; block < vocabulary; block += 256) {
      int64_t end = block + 256 < vocabulary ? block + 256 : vocabulary;
      float part[CHUNK] = {0};
      for (int64_t v = block; v < end; v++) {
        const float *row = logits + v * stride + start;
        for (int64_t i = 0; i < n; i++) part[i] += exponential(row[i] - best[i]);
      }
      for (int64_t i = 0; i < n; i++) sum[i] += part[i];
    }
    for (int64_t i = 0; i < n; i++) {
      log_sum[start + i] = best[i] + (float)log(sum[i]);
      largest[start + i] = index[i];
    }
  }
}
