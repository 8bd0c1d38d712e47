package import ModelFormats

/// Where a model's weights are kept while it runs.
package enum WeightPlacement: Sendable, Equatable {
  /// Widened once.
  case memory
  /// In the file, in its types, and widened a layer at a time for each pass: slower, and it runs in little memory.
  case file

  /// A search has the base, and once something is to be confirmed the full model's own weights: so many times the weights.
  private static let copies = 2

  /// - Parameter memory: bytes that may be used; nil for any.
  package init(for configuration: ModelConfiguration, memory: Int?) {
    guard let memory else {
      self = .memory
      return
    }
    let numbers = configuration.shapes.values.reduce(0.0) { $0 + $1.reduce(1.0) { $0 * Double($1) } }
    self = numbers * 4 * Double(Self.copies) <= Double(memory) ? .memory : .file
  }
}
