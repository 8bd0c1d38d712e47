package import Differential
internal import Inference
internal import Synchronization

/// What the base alone came to, kept for other fine-tunes of the same base that are searched in the same process.
///
/// Results are given back with what they cost, so that a search counts the same whether it was the first or not.
package final class BaseResults: Sendable {
  struct Key: Hashable, Sendable {
    let name: String
    let inputs: UInt64
  }

  private struct Kept: Sendable {
    let value: any Sendable
    let tokenLayers: Int
  }

  private struct State: Sendable {
    var kept = [Key: Kept]()
    var bytes = 0
    var found = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter limit: bytes that may be kept; what comes after that is computed each time.
  package init(limit: Int) {
    self.limit = limit
  }

  /// How often something was given back instead of being computed.
  package var found: Int { state.withLock { $0.found } }

  func value<Output: Sendable>(_ key: Key) -> (value: Output, tokenLayers: Int)? {
    state.withLock { state in
      guard let kept = state.kept[key], let value = kept.value as? Output else { return nil }
      state.found += 1
      return (value, kept.tokenLayers)
    }
  }

  func keep(_ value: any Sendable, _ key: Key, bytes: Int, tokenLayers: Int) {
    state.withLock { state in
      guard bytes >= 0, bytes <= limit - state.bytes, state.kept[key] == nil else { return }
      state.bytes += bytes
      state.kept[key] = Kept(value: value, tokenLayers: tokenLayers)
    }
  }
}

extension SearchSteps {
  package func ofBase<Output: Sendable>(
    _ name: String, _ inputs: StepInputs, bytes: (Output) -> Int, tokenLayers: Int?, _ body: () throws -> Output
  ) throws -> Output {
    guard let base else { return try body() }
    let key = BaseResults.Key(name: name, inputs: inputs.digest)
    if let known: (value: Output, tokenLayers: Int) = base.value(key) {
      state.withLock { $0.sparedLayers += known.tokenLayers }
      return known.value
    }
    let before = meter.tokenLayersWithoutReuse
    let value = try body()
    base.keep(value, key, bytes: bytes(value), tokenLayers: tokenLayers ?? meter.tokenLayersWithoutReuse - before)
    return value
  }
}
