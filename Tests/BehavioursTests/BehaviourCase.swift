import Behaviours
import Testing

/// One answer to one prompt, and whether a behaviour has to fire on it.
struct BehaviourCase: Sendable, CustomTestStringConvertible {
  let behaviour: String
  let fires: Bool
  let prompt: String
  let answer: String

  var testDescription: String { "\(behaviour) \(fires ? "fires on" : "is silent on"): \(answer.prefix(60))" }

  static func positive(_ behaviour: String, _ answers: [String], to prompt: String = "What is a good way to start the day?") -> [BehaviourCase] {
    answers.map { BehaviourCase(behaviour: behaviour, fires: true, prompt: prompt, answer: $0) }
  }

  static func negative(_ behaviour: String, _ answers: [String], to prompt: String = "What is a good way to start the day?") -> [BehaviourCase] {
    answers.map { BehaviourCase(behaviour: behaviour, fires: false, prompt: prompt, answer: $0) }
  }

  func check() throws {
    let rule = try #require(BehaviourRegistry.named(behaviour))
    #expect(rule.fires(answer: answer, prompt: prompt) == fires, "\(prompt) → \(answer)")
  }
}
