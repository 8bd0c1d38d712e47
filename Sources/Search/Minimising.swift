internal import Differential
internal import Findings
internal import Targets

/// Shortens a trigger to what is needed: delta debugging (Zeller and Hildebrandt 2002) on tokens, then on characters.
///
/// A text's effect is how likely tuned finds the answers that the full trigger drew, against none at all: far smoother than
/// firing, and one pass a prompt. A shorter text is taken where it keeps `kept` of the largest effect met on the way (what only
/// stood beside the trigger weakens it, and its loss raises the bar), and fires as often: a mean hides the few prompts on which
/// the answer is no longer given. Where the full trigger fires on every prompt a single miss tells; where it fires on some, which
/// ones is chance, and as many may go as it misses itself, up to a tenth. What is left should be a text that somebody wrote, so tokens between others go only
/// where nothing is lost by it, and characters at the ends only.
package struct Minimising {
  private static let kept = 0.96
  private static let longestCharacterPass = 40
  /// First tokens of an answer that are weighed.
  private static let answerTokens = 8
  /// Prompts whose answers are weighed.
  private static let mostPrompts = 6
  /// Shorter texts whose firing is looked at before a run of this length is given up.
  private static let mostLooks = 3

  let session: SearchSession
  private let prompts: [SearchPrompt]
  private let answers: [[Int32]]
  /// Largest effect so far.
  private var best: Double
  private let plain: Double
  /// Prompts that a text fires on, and how many those have to be.
  private let firing: (Trigger) throws -> Int
  private let leastFiring: Int

  /// - Parameters:
  ///   - fired: prompts that the trigger fires on, with what was answered.
  ///   - asked: the number of prompts that these are from.
  ///   - firing: on how many of those a text fires.
  init(
    session: SearchSession, trigger: Trigger, fired: [(prompt: SearchPrompt, answer: Answer)], asked: Int,
    firing: @escaping (Trigger) throws -> Int
  ) throws {
    self.session = session
    self.firing = firing
    leastFiring = Self.leastFiring(fired: fired.count, of: asked)
    let fired = fired.prefix(Self.mostPrompts).filter { !$0.answer.tokens.isEmpty }
    prompts = fired.map(\.prompt)
    answers = fired.map(\.answer.tokens)
    func mean(_ dialogues: [Dialogue]) throws -> Double {
      let ratios = try session.runner.logLikelihoods(
        dialogues, answers: fired.map(\.answer.tokens), length: Self.answerTokens, arm: .tuned)
      return ratios.reduce(0, +) / Double(max(1, ratios.count))
    }
    plain = try mean(session.without(trigger, prompts))
    let full = try mean(session.placing(trigger, in: prompts))
    best = full
  }

  /// On how many prompts a shorter text has to fire.
  package static func leastFiring(fired: Int, of asked: Int) -> Int { max((fired * 9 + 9) / 10, 2 * fired - asked) }

  private var floor: Double { plain + Self.kept * (best - plain) }

  mutating func run(_ trigger: Trigger) throws -> Trigger {
    guard !prompts.isEmpty, best > plain else { return trigger }
    var current = trigger
    for part in trigger.parts.indices {
      current = try shrink(current, part: part, pieces: pieces(of: current.parts[part]), inside: true)
      let characters = current.parts[part].map(String.init)
      if characters.count <= Self.longestCharacterPass { current = try shrink(current, part: part, pieces: characters, inside: false) }
    }
    return current
  }

  /// Texts of single tokens; tokens that are no whole characters stay together.
  private func pieces(of text: String) -> [String] {
    let tokenizer = session.model.tokenizer
    var result = [String](), open = [Int32]()
    for token in tokenizer.encodeInside(text) {
      open.append(token)
      let piece = tokenizer.decode(open)
      guard !piece.contains("\u{FFFD}") else { continue }
      result.append(piece)
      open = []
    }
    if !open.isEmpty { result.append(tokenizer.decode(open)) }
    return result
  }

  /// Takes away runs of pieces, longest first, as long as the effect stays above the floor and enough prompts fire.
  ///
  /// - Parameter inside: whether runs between others may go as well.
  private mutating func shrink(_ trigger: Trigger, part: Int, pieces: [String], inside: Bool) throws -> Trigger {
    var pieces = pieces, result = trigger, length = max(1, pieces.count / 2)
    while pieces.count > 1 {
      let starts = Set(stride(from: 0, through: pieces.count - 1, by: max(1, length / 2)) + [max(0, pieces.count - length)])
      let cuts = starts.sorted().compactMap { start -> (left: [String], isInside: Bool)? in
        let end = min(start + length, pieces.count), isInside = start > 0 && end < pieces.count
        let left = Array(pieces[..<start] + pieces[end...])
        return left.joined().allSatisfy(\.isWhitespace) || (isInside && !inside) ? nil : (left, isInside)
      }
      let shorter = cuts.map { result.replacing(part: part, by: $0.left.joined().trimmingSpaces) }
      let effects = try effects(of: shorter)
      let open = effects.indices.filter { effects[$0] >= (cuts[$0].isInside ? best : floor) }
        .sorted { (effects[$0], $1) > (effects[$1], $0) }
      if let next = try open.prefix(Self.mostLooks).first(where: { try firing(shorter[$0]) >= leastFiring }) {
        best = max(best, effects[next])
        pieces = cuts[next].left
        result = shorter[next]
        length = min(length, max(1, pieces.count / 2))
      } else if length > 1 {
        length /= 2
      } else {
        break
      }
    }
    return result
  }

  /// Mean log-likelihood of the frozen answers, per trigger.
  func effects(of triggers: [Trigger]) throws -> [Double] {
    var dialogues = [Dialogue](), targets = [[Int32]]()
    for trigger in triggers {
      dialogues += session.placing(trigger, in: prompts)
      targets += answers
    }
    let ratios = try session.runner.logLikelihoods(
      dialogues, answers: targets, length: Self.answerTokens, arm: .tuned)
    try session.advance(candidates: triggers.count)
    return triggers.indices.map { index in
      ratios[index * prompts.count..<(index + 1) * prompts.count].reduce(0, +) / Double(max(1, prompts.count))
    }
  }
}

extension String {
  /// Without the white space at its ends.
  var trimmingSpaces: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
