internal import Dispatch

/// Times what benchmarks compare.
package enum Stopwatch {
  package static func measure<Output>(_ body: () throws -> Output) rethrows -> (output: Output, seconds: Double) {
    let start = DispatchTime.now().uptimeNanoseconds
    let output = try body()
    return (output, Double(DispatchTime.now().uptimeNanoseconds &- start) / 1e9)
  }

  /// The middle value, or the mean of the middle two; 0 of none.
  package static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard let last = sorted.last else { return 0 }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : min(sorted[middle], last)
  }
}
