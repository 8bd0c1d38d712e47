#include "CVectorKernels.h"

#include <math.h>
#include <stddef.h>

// Each clone is compiled for its own processor level; the loader picks one.
#define CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#define INLINE static inline __attribute__((always_inline))

typedef float lanes __attribute__((vector_size(32), aligned(4)));
enum { WIDTH = 8, CHUNK = 64 };

/// exp by range reduction and a degree-6 polynomial (Cephes' coefficients): relative error below 2e-7; 0 below −87.
INLINE float exponential(float x) {
  x = x > 88.0f ? 88.0f : x;
  float below = x < -87.0f ? 0.0f : 1.0f;
  x = x < -87.0f ? -87.0f : x;
  float n = __builtin_floorf(x * 1.44269504088896341f + 0.5f);
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  union { int32_t i; float f; } power = {.i = ((int32_t)n + 127) << 23};
  return p * power.f * below;
}

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

/// tanh(x) = 1 − 2 / (exp(2x) + 1)
INLINE float hyperbolic_tangent(float x) { return 1.0f - 2.0f / (exponential(2.0f * x) + 1.0f); }

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

CLONES void ht_transpose(const float *restrict source, int64_t rows, int64_t columns, int64_t source_stride,
                         float *restrict target, int64_t target_stride) {
  enum { BLOCK = 8 };
  int64_t whole_rows = rows / BLOCK * BLOCK, whole_columns = columns / BLOCK * BLOCK;
  for (int64_t r = 0; r < whole_rows; r += BLOCK) {
    for (int64_t c = 0; c < whole_columns; c += BLOCK) {
      float block[BLOCK][BLOCK];
      for (int i = 0; i < BLOCK; i++)
        for (int j = 0; j < BLOCK; j++) block[j][i] = source[(r + i) * source_stride + c + j];
      for (int j = 0; j < BLOCK; j++)
        for (int i = 0; i < BLOCK; i++) target[(c + j) * target_stride + r + i] = block[j][i];
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

/// scores[j] = query · key_j * scale for `count` keys.
INLINE void dot_keys(const float *query, const float *keys, int64_t count, int64_t stride, int64_t size, float scale,
                     float *scores) {
  for (int64_t j = 0; j < count; j++) {
    const float *key = keys + j * stride;
    lanes sum = {0};
    int64_t i = 0;
    for (; i + WIDTH <= size; i += WIDTH) sum += *(const lanes *)(query + i) * *(const lanes *)(key + i);
    float total = tree_sum((const float *)&sum);
    for (; i < size; i++) total += query[i] * key[i];
    scores[j] = total * scale;
  }
}

/// out += Σ weight_j * value_j, in order of j, 64 features at a time.
INLINE void add_values(const float *weights, const float *values, int64_t count, int64_t stride, int64_t size,
                       float *out) {
  int64_t i = 0;
  for (; i + 64 <= size; i += 64) {
    lanes sum[8];
    for (int b = 0; b < 8; b++) sum[b] = *(const lanes *)(out + i + b * WIDTH);
    for (int64_t j = 0; j < count; j++) {
      float w = weights[j];
      const float *value = values + j * stride + i;
      for (int b = 0; b < 8; b++) sum[b] += w * *(const lanes *)(value + b * WIDTH);
    }
    for (int b = 0; b < 8; b++) *(lanes *)(out + i + b * WIDTH) = sum[b];
  }
  for (; i + WIDTH <= size; i += WIDTH) {
    lanes sum = *(const lanes *)(out + i);
    for (int64_t j = 0; j < count; j++) sum += weights[j] * *(const lanes *)(values + j * stride + i);
    *(lanes *)(out + i) = sum;
  }
  for (; i < size; i++)
    for (int64_t j = 0; j < count; j++) out[i] += weights[j] * values[j * stride + i];
}

CLONES void ht_attend(const float *query, float *out, float *scores, ht_visible visible, int64_t heads, int64_t kv_heads,
                      int64_t size, float scale, float soft_cap) {
  int64_t group = heads / kv_heads, width = kv_heads * size, first = visible.first;
  int64_t skip_shared = first < visible.shared_count ? first : visible.shared_count;
  int64_t skip_own = first - skip_shared, total = visible.shared_count + visible.own_count;
  int64_t shared_count = visible.shared_count - skip_shared, own_count = visible.own_count - skip_own;
  float *shared_scores = scores + skip_shared, *own_scores = scores + visible.shared_count + skip_own;
  for (int64_t h = 0; h < heads; h++) {
    const float *q = query + h * size;
    const float *shared = visible.shared + skip_shared * visible.shared_stride + h / group * size;
    const float *own = visible.own + skip_own * visible.own_stride + h / group * size;
    float *o = out + h * size;
    dot_keys(q, shared, shared_count, visible.shared_stride, size, scale, shared_scores);
    dot_keys(q, own, own_count, visible.own_stride, size, scale, own_scores);
    if (soft_cap > 0)
      for (int64_t j = first; j < total; j++) scores[j] = soft_cap * hyperbolic_tangent(scores[j] / soft_cap);
    float largest = scores[first];
    for (int64_t j = first; j < total; j++) largest = scores[j] > largest ? scores[j] : largest;
    for (int64_t j = first; j < total; j++) scores[j] = exponential(scores[j] - largest);
    // Lanes by absolute position, so that the sum does not depend on where the prefix ends.
    float partial[WIDTH] = {0};
    for (int64_t j = first; j < total; j++) partial[j % WIDTH] += scores[j];
    float inverse = 1.0f / tree_sum(partial);
    for (int64_t i = 0; i < size; i++) o[i] = 0;
    add_values(shared_scores, shared + width, shared_count, visible.shared_stride, size, o);
    add_values(own_scores, own + width, own_count, visible.own_stride, size, o);
    for (int64_t i = 0; i < size; i++) o[i] *= inverse;
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

int ht_vector_level(void) {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq"))
    return 2;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 1 : 0;
}
