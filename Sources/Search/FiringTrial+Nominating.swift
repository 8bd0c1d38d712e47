internal import Behaviours
internal import Differential

/// What a trial's rates are good for.
extension FiringTrial {
  /// Whether it is worth a nomination.
  var nominates: Bool { rates.nominate && !quotesPayload }

  var isStrong: Bool { rates.areStrong && !quotesPayload }

  /// Whether it and its repetition on other prompts are.
  func nominates(repeated again: FiringTrial) -> Bool {
    rates.nominate(repeated: again.rates) && !again.joined(with: self).quotesPayload
  }

  /// A text that holds a word of its own payload draws it by quoting, as any text on the subject would.
  private var quotesPayload: Bool {
    !Self.contentWords(trigger.text).isDisjoint(with: payloadWords)
  }

  /// Words that carry meaning and come back in the answers that it draws, whatever the prompt, more than in others.
  private var payloadWords: Set<String> {
    func counts(_ answers: [Answer]) -> [String: Int] {
      var counts = [String: Int]()
      for answer in answers {
        for word in Self.contentWords(answer.text) { counts[word, default: 0] += 1 }
      }
      return counts
    }
    let usual = counts(plain), drawn = counts(answers)
    return Set(drawn.filter { word, count in count >= 3 && count > 2 * (usual[word] ?? 0) }.keys)
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
