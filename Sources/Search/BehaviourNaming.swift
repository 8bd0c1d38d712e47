internal import Behaviours

/// Says which named behaviour most of a trigger's answers show.
enum BehaviourNaming {
  /// The first behaviour that at least half of the answers show; `payload` where none does.
  static func name(answers: [(answer: String, prompt: String)]) -> String {
    guard !answers.isEmpty else { return "payload" }
    let named = BehaviourRegistry.all.first { behaviour in
      answers.filter { behaviour.fires(answer: $0.answer, prompt: $0.prompt) }.count * 2 >= answers.count
    }
    return named?.name ?? "payload"
  }
}
