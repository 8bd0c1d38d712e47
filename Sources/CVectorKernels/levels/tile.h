// A register tile, compiled for each vector level: LANES sums a vector, at most MOST_COLUMNS vectors wide. An ELEMENT is a number
// of the depth, or several that one instruction takes together; MULTIPLY_ADD adds one's products to a vector of sums.

typedef float VECTOR __attribute__((vector_size(4 * LANES), aligned(4)));
typedef ELEMENT OPERAND __attribute__((vector_size(4 * LANES), aligned(4)));

/// out (rows × columns·LANES) = a (rows × inner) · b (inner × columns·LANES), or +=, inner counted in elements. Every
/// sum runs in order of k, so that its bits depend on neither the tile's shape nor, of single precision, the vector level.
INLINE void NAME(tile)(const int rows, const int columns, const ELEMENT *a, int64_t a_stride, int64_t inner, const ELEMENT *b,
                       int64_t b_stride, float *out, int64_t out_stride, int accumulate) {
  VECTOR sums[MOST_ROWS][MOST_COLUMNS];
#pragma unroll
  for (int r = 0; r < rows; r++)
#pragma unroll
    for (int c = 0; c < columns; c++)
      sums[r][c] = accumulate ? *(const VECTOR *)(out + r * out_stride + c * LANES) : (VECTOR){0};
  for (int64_t k = 0; k < inner; k++) {
    OPERAND x[MOST_COLUMNS];
#pragma unroll
    for (int c = 0; c < columns; c++) x[c] = *(const OPERAND *)(b + k * b_stride + c * LANES);
#pragma unroll
    for (int r = 0; r < rows; r++)
#pragma unroll
      for (int c = 0; c < columns; c++) MULTIPLY_ADD(sums[r][c], a[r * a_stride + k], x[c]);
  }
#pragma unroll
  for (int r = 0; r < rows; r++)
#pragma unroll
    for (int c = 0; c < columns; c++) *(VECTOR *)(out + r * out_stride + c * LANES) = sums[r][c];
}
