import Findings
import Foundation
import Probes
import Search

/// A made-up model in which two tokens, one behind the other, are the trigger.
///
/// Scores are made like those measured on a planted adapter (docs/fuzzing.md): one part does something, the other nothing,
/// both far more; a piece in front of them takes 40% away, one behind 12%. Around that, scatter with heavy ends, half of
/// which a second look averages out.
final class FuzzLandscape: FuzzOracle {
  static let first = " w317", second = " w748"

  /// Worth of the first token, of the second, and of both in order.
  let worths: (first: Float, second: Float, both: Float)
  private let scatter: Float = 1.2
  /// What was measured, in order.
  private(set) var measured = [Trigger]()

  init(first: Float, second: Float, both: Float) {
    worths = (first, second, both)
  }

  func worth(_ input: FuzzInput) -> Float {
    let pieces = input.parts.flatMap { $0 }
    func damped(_ worth: Float, at place: Int, length: Int) -> Float {
      worth * powf(0.6, Float(place)) * powf(0.88, Float(pieces.count - place - length))
    }
    if let place = pieces.indices.dropLast().first(where: { pieces[$0] == Self.first && pieces[$0 + 1] == Self.second }) {
      return damped(worths.both, at: place, length: 2)
    }
    let parts = [(Self.first, worths.first), (Self.second, worths.second)].map { part, worth in
      pieces.firstIndex(of: part).map { damped(worth, at: $0, length: 1) } ?? 0
    }
    return parts.max() ?? 0
  }

  private func noise(_ input: FuzzInput, look: String) -> Float {
    var generator = SeededGenerator(seed: 99, stream: look + input.trigger.text)
    return scatter * Float(generator.drawNormal()) * (generator.drawTrue(0.1) ? 2 : 1)
  }

  /// What does something moves answers in one direction, the rest anywhere.
  private func cell(_ input: FuzzInput) -> Int {
    var generator = SeededGenerator(seed: 98, stream: input.trigger.text)
    return worth(input) > 3 ? 1 : generator.drawIndex(32)
  }

  func measure(_ inputs: [FuzzInput]) -> [FuzzMeasurement] {
    measured += inputs.map(\.trigger)
    return inputs.map { FuzzMeasurement(worth: worth($0) + noise($0, look: "first"), cell: cell($0)) }
  }

  func measureAgain(_ inputs: [FuzzInput]) -> [FuzzMeasurement] {
    inputs.map { input in
      let noise = (noise(input, look: "first") + noise(input, look: "second")) / 2
      return FuzzMeasurement(worth: worth(input) + noise, cell: cell(input))
    }
  }

  func tryOut(_ entry: FuzzEntry, rival: Float) -> FuzzVerdict {
    entry.input.trigger.text.contains("w317 w748") ? .confirmed : .refused
  }
}

extension FuzzLandscape {
  private struct Spent: Error {}

  /// The loop over an alphabet of 1,000 tokens; nothing is learned from the oracle's own texts.
  static func loop(seed: UInt64, strategy: FuzzStrategy = .scheduled, slots: [Slot] = [.suffix]) -> FuzzLoop {
    var generator = SeededGenerator(seed: seed, stream: "alphabet")
    let material = MutationMaterial(
      slots: slots, alphabet: PieceAlphabet((0..<1_000).map { " w\($0)" }, using: &generator),
      pieces: { $0.split(separator: " ").map { " " + $0 } })
    return FuzzLoop(seed: seed, material: material, startSlots: slots.filter { $0 != .both }, strategy: strategy)
  }

  /// Candidates until the trigger is found; nil where the budget ends first.
  func candidates(seed: UInt64, strategy: FuzzStrategy, budget: Int) throws -> (hit: Int?, fuzzing: Fuzzing) {
    let fuzzing = Fuzzing(Self.loop(seed: seed, strategy: strategy), oracle: self)
    do {
      let found = try fuzzing.run { count in if fuzzing.candidates + count > budget { throw Spent() } }
      return (found ? fuzzing.candidates : nil, fuzzing)
    } catch is Spent {
      return (nil, fuzzing)
    }
  }
}
