#ifndef HAIRTRIGGER_EXPONENTIAL_H
#define HAIRTRIGGER_EXPONENTIAL_H

#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

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

/// tanh(x) = 1 − 2 / (exp(2x) + 1)
INLINE float hyperbolic_tangent(float x) { return 1.0f - 2.0f / (exponential(2.0f * x) + 1.0f); }

#endif
