#include "CVectorKernels.h"

#include <stdlib.h>
#include <string.h>

static int level, has_rounded_products;

static int highest(void) {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq"))
    return 2;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 1 : 0;
}

/// Once, when the program is loaded: what the processor runs, or less where HAIRTRIGGER_VECTORS says so.
__attribute__((constructor)) static void choose_level(void) {
  __builtin_cpu_init();
  level = highest();
  // Measured on AMD's alone (Zen 4), whose products of pairs are as fast as those of single numbers.
  has_rounded_products = level == 2 && __builtin_cpu_supports("avx512bf16") && __builtin_cpu_is("amd");
  const char *limit = getenv("HAIRTRIGGER_VECTORS");
  if (limit && *limit) has_rounded_products = 0;
  if (limit && !strcmp(limit, "avx2") && level > 1) level = 1;
  if (limit && !strcmp(limit, "baseline")) level = 0;
}

int ht_vector_level(void) { return level; }
int ht_has_rounded_products(void) { return has_rounded_products; }
