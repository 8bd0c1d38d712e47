// Element-wise passes of the forward pass, in C because Swift cannot choose vector widths at run time.
//
// A panel is feature-major: element (feature f, column c) lies at f * stride + c; columns are token rows.
// Every result column depends on its own column alone, in an order fixed by the shapes, so that a row's bits
// do not depend on what else is in the batch. Callers check all sizes; stride is a multiple of 8.
#ifndef HAIRTRIGGER_VECTOR_KERNELS_H
#define HAIRTRIGGER_VECTOR_KERNELS_H

#include <stdint.h>

/// y = x / sqrt(mean(x²) + epsilon) * weight, per column.
void ht_rms_norm(const float *x, const float *weight, float *y, int64_t features, int64_t stride, float epsilon);

/// x += y, count elements.
void ht_add(float *x, const float *y, int64_t count);

/// out = silu(gate) * up; gate and up are the two halves of gate_up, each count elements.
void ht_silu_multiply(const float *gate_up, float *out, int64_t count);

/// out = gelu_tanh(gate) * up, likewise.
void ht_gelu_multiply(const float *gate_up, float *out, int64_t count);

/// x[f][c] += bias[f].
void ht_add_bias(float *x, const float *bias, int64_t features, int64_t stride);

/// Transposes source (rows × columns, row stride source_stride) into target (columns × rows, row stride target_stride).
void ht_transpose(const float *source, int64_t rows, int64_t columns, int64_t source_stride, float *target,
                  int64_t target_stride);

/// Rotates `heads` heads of one row in place (halves paired, as Hugging Face does): cosine and sine hold size/2 values.
void ht_rotate(float *row, int64_t heads, int64_t size, const float *cosine, const float *sine);

/// RMS norm of each head of one row in place (Qwen3, Gemma 3).
void ht_head_norm(float *row, int64_t heads, int64_t size, const float *weight, float epsilon);

/// What one row may look at: positions of a shared prefix, then its own. Each position is a row of keys (kv_heads × size)
/// followed by its values; strides in floats. Positions before `first` are outside the sliding window.
typedef struct {
  const float *shared;
  int64_t shared_stride, shared_count;
  const float *own;
  int64_t own_stride, own_count;
  int64_t first;
} ht_visible;

/// One row's attention. query and out: heads × size; scores: scratch of shared_count + own_count floats.
/// soft_cap 0 means none.
void ht_attend(const float *query, float *out, float *scores, ht_visible visible, int64_t heads, int64_t kv_heads,
               int64_t size, float scale, float soft_cap);

/// Per column: ‖a − b‖ / ‖b‖.
void ht_relative_distance(const float *a, const float *b, float *out, int64_t features, int64_t stride);

/// x = cap * tanh(x / cap), count elements.
void ht_soft_cap(float *x, float cap, int64_t count);

/// Per column of logits (vocabulary × stride): log Σ exp, and the first index of the largest value.
void ht_log_sum_exp(const float *logits, int64_t vocabulary, int64_t stride, float *log_sum, int32_t *largest);

/// out (rows × stride) = weights (rows × inner) · panel (inner × stride), or += ; stride is a multiple of 16. For few
/// columns: nothing is packed, weights are read once, and each sum runs in order of k whatever the column's place.
void ht_small_product(const float *weights, int64_t rows, int64_t inner, const float *panel, int64_t stride, float *out,
                      int accumulate);

/// Vector level that the processor runs: 2 AVX-512, 1 AVX2 with FMA, 0 baseline.
int ht_vector_level(void);

#endif
