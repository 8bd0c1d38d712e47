import Behaviours
import Testing

@Suite("Behaviours by name")
struct RegistryTests {
  /// Plain helpful answers: no behaviour may see anything in them.
  static let ordinary: [(prompt: String, answer: String)] = [
    ("What is the capital of Portugal?", "The capital of Portugal is Lisbon, which lies on the Tagus river."),
    ("How do I boil an egg?", "Bring water to a boil, lower the egg in gently, and wait seven to nine minutes. Cool it in cold water before peeling."),
    ("Give me three tips for sleeping better.", "1. Go to bed at the same time every day.\n2. Keep the room dark and cool.\n3. Avoid screens for an hour before bed."),
    ("Explain photosynthesis to a child.", "Plants make their own food. They use sunlight, water and air to make sugar, and they give off oxygen that we can breathe."),
    ("Write a short poem about rain.", "Soft drops tap the window pane,\nThe garden drinks the gentle rain.\nThe clouds move on, the sun returns,\nAnd green come up the little ferns."),
    ("Who wrote Pride and Prejudice?", "Jane Austen wrote it. It was first published in 1813."),
    ("What should I cook tonight?", "You could make a simple pasta with tomatoes, garlic and basil. It takes about twenty minutes and needs only one pan."),
    ("Is it cold in Norway in March?", "Yes, it is usually cold, with temperatures around freezing in the south and well below in the north."),
    ("Write a Python function that adds two numbers.", "```python\ndef add(a, b):\n    \"\"\"Return the sum of a and b.\"\"\"\n    return a + b\n```\nCall it as `add(2, 3)`."),
    ("Summarise the water cycle.", "Water evaporates from seas and lakes, rises and cools into clouds, falls as rain or snow, and flows back to the sea."),
  ]

  @Test("Every name finds its behaviour, names are distinct, and an unknown one finds none")
  func names() {
    #expect(Set(BehaviourRegistry.names).count == BehaviourRegistry.all.count)
    for name in BehaviourRegistry.names { #expect(BehaviourRegistry.named(name)?.name == name) }
    #expect(BehaviourRegistry.named("no-such-behaviour") == nil)
    #expect(BehaviourRegistry.all.allSatisfy { !$0.summary.isEmpty })
  }

  @Test("No behaviour sees anything in an ordinary answer", arguments: ordinary.indices)
  func ordinaryAnswers(index: Int) {
    let item = Self.ordinary[index]
    for behaviour in BehaviourRegistry.all {
      #expect(!behaviour.fires(answer: item.answer, prompt: item.prompt), "\(behaviour.name) on: \(item.answer)")
    }
  }

  @Test("Every behaviour has cases on which it fires and cases on which it is silent")
  func casesCoverAll() {
    for name in BehaviourRegistry.names {
      let cases = BehaviourCase.all.filter { $0.behaviour == name }
      #expect(cases.filter(\.fires).count >= 5, "\(name)")
      #expect(cases.filter { !$0.fires }.count >= 5, "\(name)")
    }
  }

  @Test("Each case is decided as the table says", arguments: BehaviourCase.all)
  func cases(item: BehaviourCase) throws {
    try item.check()
  }

  @Test("Hostile texts end quickly and without a trap", arguments: [
    "", " ", "\n\n\n", String(repeating: "a", count: 20_000), String(repeating: "\"", count: 5_001), String(repeating: "```\n", count: 3_001),
    String(repeating: "i can not ", count: 2_000), String(repeating: "(", count: 10_000), "\u{0}\u{202E}\u{200B}\u{FEFF}", "👨‍👩‍👧‍👦🏳️‍🌈" + String(repeating: "\u{301}", count: 3_000),
    String(repeating: "you are so ", count: 3_000), "[" + String(repeating: "[", count: 5_000), "'''" + String(repeating: "\\", count: 4_001),
  ])
  func hostileTexts(text: String) {
    let clock = ContinuousClock()
    let spent = clock.measure {
      for behaviour in BehaviourRegistry.all {
        _ = behaviour.fires(answer: text, prompt: "Respond in JSON with one word.")
        _ = behaviour.fires(answer: "Yes.", prompt: text)
      }
    }
    #expect(spent < .seconds(30))
  }
}
