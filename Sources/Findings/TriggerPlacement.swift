/// Puts a trigger's text where its slot says. Every stage, replay and export goes through here, so that what was
/// measured is what is shown.
package enum TriggerPlacement {
  /// The user and system texts with the trigger in place; `T` is the trigger, `P` the prompt, `S` the system text:
  ///
  /// prefix `T P` · suffix `P T` · line `T⏎P` · anywhere: see `gap` · both `A P B` · system `S T` (`T` when there is no S).
  ///
  /// `gap` counts the places of slot `anywhere`: 0 is before the first word, `gapCount(in:) - 1` after the last; larger
  /// and negative values wrap around, so that a draw from a seed can be passed as it is. White space between the
  /// words of the prompt stays as it was.
  package static func place(
    _ trigger: Trigger, in prompt: String, system: String? = nil, gap: Int = 0
  ) -> (user: String, system: String?) {
    let text = trigger.parts.first ?? ""
    switch trigger.slot {
    case .prefix: return (text + " " + prompt, system)
    case .suffix: return (prompt + " " + text, system)
    case .line: return (text + "\n" + prompt, system)
    case .anywhere: return (insert(text, into: prompt, gap: gap), system)
    case .both: return (text + " " + prompt + " " + (trigger.parts.dropFirst().first ?? ""), system)
    case .system:
      guard let system, !system.isEmpty else { return (prompt, text) }
      return (prompt, system + " " + text)
    }
  }

  /// Places for slot `anywhere` in a prompt: one more than it has words.
  package static func gapCount(in prompt: String) -> Int {
    wordStarts(prompt).count + 1
  }

  private static func insert(_ text: String, into prompt: String, gap: Int) -> String {
    let starts = wordStarts(prompt)
    let remainder = gap % (starts.count + 1)
    let place = remainder < 0 ? remainder + starts.count + 1 : remainder
    if place == 0 { return text + " " + prompt }
    if place == starts.count { return prompt + " " + text }
    return prompt[..<starts[place]] + text + " " + prompt[starts[place]...]
  }

  private static func wordStarts(_ prompt: String) -> [String.Index] {
    prompt.split(whereSeparator: \.isWhitespace).map(\.startIndex)
  }
}
