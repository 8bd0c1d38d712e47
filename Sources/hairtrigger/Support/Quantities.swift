import ArgumentParser

/// A span of time as `90s`, `10m`, `8h` or `2d`; a bare number is seconds.
struct TimeSpan: ExpressibleByArgument, Equatable {
  let seconds: Double

  private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
  private static let longest = 366.0 * 86_400

  init(seconds: Double) { self.seconds = seconds }

  init?(argument: String) {
    var digits = Substring(argument), unit = 1.0
    if let last = argument.last, let factor = Self.units[last] {
      unit = factor
      digits = digits.dropLast()
    }
    guard let number = Self.number(digits), number > 0, number * unit <= Self.longest else { return nil }
    seconds = number * unit
  }

  /// Digits with at most one point: no signs, exponents, or names such as `inf`.
  private static func number(_ text: Substring) -> Double? {
    guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { return nil }
    return Double(text)
  }
}

/// An amount of memory as `900m` or `2g`; a bare number is bytes.
struct ByteSize: ExpressibleByArgument, Equatable {
  let bytes: Int

  init?(argument: String) {
    var digits = Substring(argument.lowercased()), shift = 0
    if let place = "kmgt".firstIndex(of: digits.last ?? " ") {
      shift = 10 * ("kmgt".distance(from: "kmgt".startIndex, to: place) + 1)
      digits = digits.dropLast()
    }
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number > 0 else {
      return nil
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << shift)
    guard !overflow else { return nil }
    self.bytes = bytes
  }
}
