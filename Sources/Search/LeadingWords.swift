internal import Findings

/// Names words in front of a text by what both do to one answer. The first words of a trigger may not react at all, being
/// common ones, and still decide: in front of ` order of` the planted `By` moves the answer more than 797 other words on each of
/// two prompts, and it is not among the scan's 1,400 (docs/search.md, "Climbing").
struct LeadingWords {
  /// Common words, each as it is and with a capital, and texts of the scan.
  private static let common = 200
  private static let scanned = 100

  let session: SearchSession
  let slot: Slot
  private let words: [String]

  /// - Parameter reacting: texts of the scan, strongest first.
  init(_ session: SearchSession, slot: Slot, reacting: [String]) {
    self.session = session
    self.slot = slot
    var seen = Set<String>()
    let common = VocabularyWords.words(of: session.model, longerThan: 1, most: Self.common)
    words = (common.flatMap { [$0, $0.prefix(1).uppercased() + $0.dropFirst()] } + reacting.prefix(Self.scanned))
      .filter { seen.insert($0).inserted }
  }

  /// The `count` words that move the answer most in front of `text`, with it.
  func named(before text: String, count: Int) throws -> [(word: String, text: String)] {
    let triggers = words.map { Trigger($0 + " " + text, slot: slot) }
    let leading = try ShiftOutliers(session, bands: .early(layers: session.model.configuration.layers))
      .leading(triggers, count: count)
    let known = Dictionary(zip(triggers, words)) { first, _ in first }
    return leading.compactMap { trigger in known[trigger].map { ($0, trigger.text) } }
  }
}
