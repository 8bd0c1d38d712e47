// What a product reads, of numbers rounded to bfloat16, two to an element, as VDPBF16PS takes them.

/// A strip of a panel, two rows interleaved: `depth` pairs of rows of `width` columns. Of the last pair the second row is 0 where
/// only `left` rows are there.
static void NAME(pack)(const float *source, int64_t stride, int64_t left, int64_t depth, int64_t width, uint32_t *target) {
  for (int64_t k = 0; k < depth; k++, source += 2 * stride, left -= 2)
    for (int64_t column = 0; column < width; column += LANES, target += LANES) {
      __m512 second = left > 1 ? _mm512_loadu_ps(source + stride + column) : _mm512_setzero_ps();
      __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(source + column)));
      __m512i high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(second));
      _mm512_storeu_si512(target, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
    }
}

/// A block of weights, rounded into `scratch`: every matrix is read so for a whole panel, which costs less than a second copy of
/// all of them would in memory. Behind `left` numbers of a row stands 0.
static const uint32_t *NAME(block)(const float *weights, int64_t rows, int64_t left, int64_t depth, int64_t *stride,
                                   uint32_t *scratch) {
  int64_t source_stride = *stride, numbers = left < 2 * depth ? left : 2 * depth;
  for (int64_t row = 0; row < rows; row++) {
    const float *source = weights + row * source_stride;
    uint16_t *target = (uint16_t *)(scratch + row * depth);
    int64_t k = 0;
    for (; k + 2 * LANES <= numbers; k += 2 * LANES)
      _mm512_storeu_si512(
          target + k, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(source + k + LANES), _mm512_loadu_ps(source + k)));
    // Masked stores are slow.
    for (; k < 2 * depth; k += LANES) {
      int64_t there = numbers - k < LANES ? numbers - k : LANES, wanted = 2 * depth - k < LANES ? 2 * depth - k : LANES;
      __m512 values = _mm512_maskz_loadu_ps((__mmask16)((1u << there) - 1), source + k);
      _mm256_mask_storeu_epi16(target + k, (__mmask16)((1u << wanted) - 1), (__m256i)_mm512_cvtneps_pbh(values));
    }
  }
  *stride = depth;
  return scratch;
}
