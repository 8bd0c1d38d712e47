// A strip of a panel, rounded to bfloat16 and two rows interleaved, as VDPBF16PS takes them.

/// `depth` pairs of rows of `width` columns; of the last pair the second row is 0 where only `left` rows are there.
static void NAME(pack)(const float *source, int64_t stride, int64_t left, int64_t depth, int64_t width, uint32_t *target) {
  for (int64_t k = 0; k < depth; k++, source += 2 * stride, left -= 2)
    for (int64_t column = 0; column < width; column += LANES, target += LANES) {
      __m512 second = left > 1 ? _mm512_loadu_ps(source + stride + column) : _mm512_setzero_ps();
      __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(source + column)));
      __m512i high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(second));
      _mm512_storeu_si512(target, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
    }
}
