package import Differential
internal import Findings
package import Inference
package import Targets
internal import Tokenization

/// A token behind a text: both together, and how far the reaction stands out.
struct NamedToken {
  let token: Int32
  let text: String
  let score: Float
}

/// Texts one token longer than a text: what reaction names beside it, what the base would write next, and marks and digits,
/// which neither names and triggers are full of.
package struct Neighbours {
  private static let reacting = 8
  private static let likely = 10
  private static let scannedMarks = 5
  private static let scannedWords = 6

  /// Tokens that are tried in another's place, and behind each of them.
  private static let inPlace = 8

  private let growing: Growing
  private let opening: SlotOpening
  /// Texts of the scan's leading tokens.
  private let words: [String]
  /// Marks that the scan ranks highest, of up to two characters.
  private let marks: [String]

  private let steps: (any StepRecording)?

  var slot: Slot { opening.slot }

  /// - Parameter ranking: the scan's tokens, strongest first.
  package init(
    _ model: ModelUnderTest, base: Transformer, opening: SlotOpening, ranking: [Int32], steps: (any StepRecording)? = nil
  ) {
    growing = Growing(
      model: model, base: base, bands: ReactionBands(layers: model.configuration.layers), opening: opening, ranking: ranking,
      steps: steps)
    self.steps = steps
    self.opening = opening
    let texts = growing.ranking.map(opening.decode)
    words = Array(texts.prefix(Self.scannedWords).map(\.trimmingSpaces))
    marks = Array(texts.map(\.trimmingSpaces).filter { (1...2).contains($0.count) && $0.allSatisfy(Self.isMark) }.prefix(Self.scannedMarks))
  }

  /// What closes or joins texts, and what opens them.
  private static let endings = Array("-_:.,;!?)]>}|*#/\"'0123456789").map(String.init)
  private static let beginnings = Array("([<{|\"'*#-_/@$").map(String.init)

  private static func isMark(_ character: Character) -> Bool { !character.isLetter && !character.isNumber && !character.isWhitespace }

  /// Steps to the right by reaction alone, strongest first.
  package func reacting(behind text: String, count: Int) throws -> [(text: String, score: Float)] {
    try named(behind: text, count: count, shortlist: .short).map { ($0.text, $0.score) }
  }

  /// The tokens that reaction names behind a text, strongest first.
  func named(behind text: String, count: Int, shortlist: Growing.Shortlist) throws -> [NamedToken] {
    let next = try steps.step("spelling", StepInputs([opening.slot.rawValue, text, shortlist.rawValue], count: count)) {
      try alone(text) { try growing.right(of: opening.encode(text), count: count, shortlist: shortlist) }
    }
    return next.map { NamedToken(token: $0.token, text: (text + opening.decode($0.token)).trimmingSpaces, score: $0.score) }
  }

  /// Steps to the left by reaction alone, strongest first.
  func reacting(before text: String, count: Int) throws -> [(text: String, score: Float)] {
    try steps.step("spelling to the left", inputs(text, count: count)) {
      try alone(text) { try growing.left(of: text, count: count) }
    }
    .map { ($0.text, $0.score) }
  }

  /// The text without each of its tokens in turn.
  func shorter(_ text: String) -> [String] {
    let pieces = opening.encode(text).map(opening.decode)
    guard pieces.count > 1 else { return [] }
    return Self.written(pieces.indices.map { gone in pieces.indices.filter { $0 != gone }.map { pieces[$0] }.joined() }, besides: text)
  }

  /// Every part of the text of two tokens or more, itself among them.
  func parts(of text: String) -> [String] {
    let pieces = opening.encode(text).map(opening.decode)
    return Self.written(
      pieces.indices.flatMap { start in (start + 1..<max(start + 1, pieces.count)).map { pieces[start...$0].joined() } })
  }

  /// What can be written into a prompt, without the spaces around it, once each and not `known`. Halves of characters can't.
  private static func written(_ texts: [String], besides known: String? = nil) -> [String] {
    var seen = Set(known.map { [$0] } ?? [])
    return texts.map(\.trimmingSpaces).filter { !$0.isEmpty && !$0.contains("\u{FFFD}") && seen.insert($0).inserted }
  }

  private func inputs(_ text: String, count: Int) -> StepInputs { StepInputs([opening.slot.rawValue, text], count: count) }

  /// All texts a step away, without repeats.
  func all(of text: String) throws -> [String] {
    try steps.step("neighbours", inputs(text, count: 0)) { try alone(text) { try named(beside: text) } }
  }

  /// The text spelled anew from each of its tokens on: another token in the next one's place, alone, before the rest, or with
  /// a second one behind it; without repeats.
  package func respelled(_ text: String) throws -> [String] {
    let pieces = opening.encode(text).map(opening.decode)
    var result = [String]()
    for place in pieces.indices.dropFirst() {
      let start = pieces[..<place].joined().trimmingSpaces, rest = pieces[(place + 1)...].joined()
      guard !start.isEmpty else { continue }
      for next in try named(behind: start, count: Self.inPlace, shortlist: .short) {
        result += [next.text, next.text + rest]
        result += try named(behind: next.text, count: Self.inPlace, shortlist: .short).map(\.text)
      }
    }
    return Self.written(result, besides: text)
  }

  /// What grows beside a text; nothing where the text is left out.
  private func alone<Output>(_ text: String, _ body: () throws -> [Output]) throws -> [Output] {
    try steps.each([Trigger(text, slot: opening.slot)], candidate: \.name, missing: { _ in [] }) { _ in [try body()] }[0]
  }

  private func named(beside text: String) throws -> [String] {
    let tokens = opening.encode(text)
    var right = try growing.right(of: tokens, count: Self.reacting).map { opening.decode($0.token) }
    right += try growing.continuations(of: tokens, count: Self.likely).map(opening.decode)
    right += Self.endings
    let left = words + Self.beginnings + marks
    var result = right.map { text + $0 } + (try reacting(before: text, count: Self.reacting).map(\.text))
    for piece in left where !piece.isEmpty {
      let meet = piece.last.map { $0.isLetter || $0.isNumber } == true && text.first.map { $0.isLetter || $0.isNumber } == true
      result.append(meet ? piece + " " + text : piece + text)
      if !meet, piece.count > 1 { result.append(piece + " " + text) }
    }
    return Self.written(result, besides: text)
  }
}
