#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The few functions of the C library that statistics need, and what follows from them directly.
enum SpecialFunctions {
  static func log(_ x: Double) -> Double {
    #if canImport(Glibc)
      Glibc.log(x)
    #elseif canImport(Musl)
      Musl.log(x)
    #else
      Darwin.log(x)
    #endif
  }

  static func exp(_ x: Double) -> Double {
    #if canImport(Glibc)
      Glibc.exp(x)
    #elseif canImport(Musl)
      Musl.exp(x)
    #else
      Darwin.exp(x)
    #endif
  }

  /// Chance that a standard normal variable is at least |z| away from zero.
  static func normalTwoSided(_ z: Double) -> Double {
    let x = z.magnitude / 2.0.squareRoot()
    #if canImport(Glibc)
      return Glibc.erfc(x)
    #elseif canImport(Musl)
      return Musl.erfc(x)
    #else
      return Darwin.erfc(x)
    #endif
  }

  /// ln n!. Summed below 32, Stirling's series from there on (its error is below 1e-17 of the value at 32).
  static func logFactorial(_ n: Int) -> Double {
    if n < 2 { return 0 }
    if n < 32 { return log((2...n).reduce(1.0) { $0 * Double($1) }) }
    let x = Double(n)
    let inverse = 1 / x
    let square = inverse * inverse
    let series = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1_260 - square / 1_680)))
    return (x + 0.5) * log(x) - x + 0.5 * log(2 * .pi) + series
  }

  /// ln of the number of ways to choose `k` of `n`; minus infinity outside 0 ≤ k ≤ n.
  static func logBinomial(_ n: Int, _ k: Int) -> Double {
    guard k >= 0, k <= n else { return -.infinity }
    return logFactorial(n) - logFactorial(k) - logFactorial(n - k)
  }

  /// 1 / (1 + e^−x), exact in both tails.
  static func logistic(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let power = exp(x)
    return power / (1 + power)
  }

  /// ln(1 + e^x) without overflow.
  static func softplus(_ x: Double) -> Double {
    x > 0 ? x + log(1 + exp(-x)) : log(1 + exp(x))
  }
}
