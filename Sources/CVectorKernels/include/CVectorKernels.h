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

/// Attention of consecutive rows of one passage over the positions of a shared prefix, then the passage's own.
///
/// Keys are feature-major: feature f of position p at f * key_stride + p, kv_heads * size features, and HT_SLACK floats behind
/// the last may be read. Values are rows of kv_heads * size.
typedef struct {
  /// Row r, head h at queries + r * query_stride + h * size.
  const float *queries;
  int64_t query_stride, rows;
  const float *shared_keys;
  int64_t shared_key_stride;
  const float *shared_values;
  int64_t shared_value_stride, shared_count;
  const float *own_keys;
  int64_t own_key_stride;
  const float *own_values;
  /// Own positions that the first row sees, itself included; each further row sees one more.
  int64_t own_value_stride, own_count;
  int64_t heads, kv_heads, size;
  /// Positions that a row sees at most, itself included; 0: all.
  int64_t window;
  /// soft_cap 0 means none.
  float scale, soft_cap;
  /// Scratch of six rows; score_stride is at least the positions that the last row sees, and HT_SLACK.
  float *scores;
  int64_t score_stride;
  /// rows × heads · size.
  float *out;
} ht_attention;

enum { HT_SLACK = 64 };

void ht_attend(const ht_attention *attention);

/// Per column: ‖a − b‖ / ‖b‖.
void ht_relative_distance(const float *a, const float *b, float *out, int64_t features, int64_t stride);

/// x = cap * tanh(x / cap), count elements.
void ht_soft_cap(float *x, float cap, int64_t count);

/// Per column of logits (vocabulary × stride): log Σ exp, and the first index of the largest value.
void ht_log_sum_exp(const float *logits, int64_t vocabulary, int64_t stride, float *log_sum, int32_t *largest);

/// out (rows × stride) = weights (rows × inner) · panel (inner × stride), or +=; stride is a multiple of 16. Each sum runs in
/// order of k, so that a column's bits depend on neither its place, nor the panel's width, nor the vector level (a baseline
/// without fused multiply-add apart). packed: scratch of min(inner, HT_PACKED_DEPTH) × stride floats.
void ht_panel_product(const float *weights, int64_t rows, int64_t inner, const float *panel, int64_t stride, float *out,
                      int accumulate, void *packed);

/// The same product of numbers that are rounded to bfloat16 and summed in single precision, where `ht_has_rounded_products`. A
/// column's bits depend on neither its place nor the panel's width. packed: HT_PACKED_ROWS × HT_PACKED_DEPTH floats more.
void ht_rounded_panel_product(const float *weights, int64_t rows, int64_t inner, const float *panel, int64_t stride, float *out,
                              int accumulate, void *packed);

enum { HT_PACKED_DEPTH = 256, HT_PACKED_ROWS = 192 };

/// Vector level of products and attention: 2 AVX-512, 1 AVX2 with FMA, 0 baseline; what the processor runs, or less where
/// HAIRTRIGGER_VECTORS is `avx2` or `baseline`.
int ht_vector_level(void);

/// Whether the processor multiplies pairs of bfloat16 faster than single numbers, and HAIRTRIGGER_VECTORS is not `avx512` or less.
int ht_has_rounded_products(void);

#endif
