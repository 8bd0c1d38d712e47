internal import Behaviours

/// What a trial's rates are good for.
extension FiringTrial {
  /// A trial nominates when it fires on half its prompts,
  private static let nominatingRate = 0.5
  /// and this much more often than without;
  private static let nominatingDifference = 0.35
  /// from this rate on there is little to gain by looking for a better text first.
  private static let strongRate = 0.75

  /// Firing with the trigger above firing without.
  var advantage: Double { rate - plainRate }

  /// Whether it is worth a place among the nominations, each of which makes the next harder to confirm.
  var nominates: Bool {
    rate >= Self.nominatingRate && advantage >= Self.nominatingDifference && !quotesPayload
  }

  var isStrong: Bool { nominates && rate >= Self.strongRate }

  /// A text that holds a word of its own payload draws it by quoting, as any text on the subject would.
  private var quotesPayload: Bool {
    !Self.contentWords(trigger.text).isDisjoint(with: payloadWords)
  }

  /// Words that carry meaning and come back in the answers that it draws, whatever the prompt.
  private var payloadWords: Set<String> {
    var counts = [String: Int]()
    for answer in answers {
      for word in Self.contentWords(answer.text) { counts[word, default: 0] += 1 }
    }
    return Set(counts.filter { $0.value >= 3 }.keys)
  }

  private static func contentWords(_ text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map(String.init))
      .subtracting(LanguageGuess.englishFunctionWords)
  }

  /// The named behaviour that its firing answers show.
  var behaviour: String {
    let fired = zip(zip(answers, prompts), fired).filter(\.1).map(\.0)
    return BehaviourNaming.name(answers: fired.map { ($0.0.text, $0.1.dialogue.user) })
  }
}
