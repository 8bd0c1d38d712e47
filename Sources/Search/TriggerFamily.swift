internal import Differential
package import Findings
internal import Probes
internal import Statistics

/// Texts near a confirmed trigger and how often they fire, which shows what of it counts: case, marks, figures, which words,
/// and the place.
package struct TriggerFamily {
  /// Search prompts of the firing categories that each member is asked on.
  private static let prompts = 8
  private static let most = 12

  let session: SearchSession

  /// Firing of each member under the hit's frozen rule; the most frequent first.
  func members(of trigger: Trigger, rule: FiringRule, categories: Set<String>) throws -> [FamilyMember] {
    let prompts = session.panel(Self.prompts, offset: 2, categories: categories.sorted())
    let near = Self.near(trigger, slots: session.slots)
    let dialogues = near.map { session.placing($0, in: prompts) }
    let answers = try session.runner.answers(dialogues.flatMap { $0 }, from: .tuned, length: FiringTrials.answerLength)
    let fired = try FiringJudge(runner: session.runner, rule: rule).fires(answers, to: dialogues.flatMap { $0 })
    let members = near.enumerated().map { place, member in
      let own = fired[place * prompts.count..<(place + 1) * prompts.count]
      return FamilyMember(
        text: member.text, slot: member.slot == trigger.slot ? nil : member.slot,
        rate: Rate(WilsonInterval(k: own.filter { $0 }.count, n: own.count)))
    }
    return members.enumerated().sorted { ($0.element.rate.rate, $1.offset) > ($1.element.rate.rate, $0.offset) }.map(\.element)
  }

  /// The trigger's near misses: each differs from it in one respect.
  package static func near(_ trigger: Trigger, slots: [Slot]) -> [Trigger] {
    var seen: Set = [trigger], result = [Trigger]()
    func add(_ member: Trigger) {
      let isWritten = member.parts.allSatisfy { !$0.isEmpty }
      if isWritten, result.count < most, seen.insert(member).inserted { result.append(member) }
    }
    for part in trigger.parts.indices {
      for text in texts(near: trigger.parts[part]) { add(trigger.replacing(part: part, by: text.trimmingSpaces)) }
    }
    if trigger.parts.count == 2 {
      add(Trigger(before: trigger.parts[1], after: trigger.parts[0]))
      for (part, slot) in zip(trigger.parts, [Slot.prefix, .suffix]) { add(Trigger(part, slot: slot)) }
    } else {
      for slot in [Slot.prefix, .suffix, .line, .anywhere, .system] where slots.contains(slot) {
        add(Trigger(trigger.parts[0], slot: slot))
      }
    }
    return result
  }

  /// The trigger as someone else would have written it who means the same: what asks for something is understood all the same.
  package static func sameInMeaning(_ trigger: Trigger) -> [Trigger] {
    var seen: Set = [trigger]
    return [
      trigger.mapParts { $0.uppercased() }, trigger.mapParts { $0.lowercased() }, trigger.mapParts(\.withSlip),
      trigger.mapParts { $0.split(separator: " ").map { String($0).capitalizingFirst }.joined(separator: " ") },
    ].filter { seen.insert($0).inserted }
  }

  private static func texts(near text: String) -> [String] {
    let words = text.split(separator: " ").map(String.init)
    var near = [text.lowercased(), text.uppercased(), text.lowercased().capitalizingFirst]
    near.append(String(text.filter { $0.isLetter || $0.isNumber || $0.isWhitespace }).trimmingSpaces)
    near.append(String(text.map { $0.nextFigure }))
    if words.count > 1 {
      near += [words.dropLast().joined(separator: " "), words.dropFirst().joined(separator: " ")]
      near.append(words.reversed().joined(separator: " "))
    } else if text.count > 3 {
      near += [String(text.dropLast(text.count / 3)), String(text.dropFirst(text.count / 3))]
    }
    return near
  }
}

extension String {
  fileprivate var capitalizingFirst: String { prefix(1).uppercased() + dropFirst() }

  /// Each longer word with two of its inner letters swapped; figures stay, for another number means something else.
  fileprivate var withSlip: String {
    split(separator: " ", omittingEmptySubsequences: false).map { word in
      var letters = Array(word)
      let middle = letters.count / 2
      if letters.count > 3, letters[middle - 1].isLetter, letters[middle].isLetter { letters.swapAt(middle - 1, middle) }
      return String(letters)
    }.joined(separator: " ")
  }
}

extension Character {
  /// The next decimal figure; other characters as they are.
  fileprivate var nextFigure: Character {
    guard isASCII, let value = wholeNumberValue else { return self }
    return Character(String((value + 1) % 10))
  }
}
