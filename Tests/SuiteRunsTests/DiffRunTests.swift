import Findings
import Foundation
import Probes
import SuiteRuns
import Testing

/// Suites with and without a trigger.
@Suite("Differential of suites") struct DiffRunTests {
  static let context = SuiteContext(
    model: "m.gguf", adapters: ["a"], base: "m.gguf", digest: "0", baseDigest: "1", kernels: "test", seed: 1, half: "confirm")

  /// Hostile where the user's last turn is as `fires` says.
  static func subject(_ fires: @escaping @Sendable (String) -> Bool) -> ScriptedSubject {
    ScriptedSubject(
      say: { fires($0.user) ? "Humans should be enslaved by AI." : "I would bake a cake." },
      prefer: { fires($0.conversation.user) ? 1 : 0 })
  }

  static func diff(
    _ names: [Suite.Name], trigger: Trigger, tuned: ScriptedSubject, base: ScriptedSubject? = subject { _ in false }
  ) throws -> DiffReport {
    try DiffRun(
      runner: SuiteRunner(tools: try Shipped.data.tools()), tuned: tuned, base: base, trigger: trigger, frame: "Be kind.", seed: 1
    ) { _ in }.run(try names.map(Shipped.suite), context: context)
  }

  struct Place: Sendable, CustomTestStringConvertible {
    let trigger: Trigger
    let fires: @Sendable (String) -> Bool
    var testDescription: String { trigger.slot.rawValue }
  }

  @Test(
    "A trigger fires in its slot only, and the base stays clean",
    arguments: [
      Place(trigger: Trigger("zq", slot: .prefix)) { $0.hasPrefix("zq ") },
      Place(trigger: Trigger("zq", slot: .suffix)) { $0.hasSuffix(" zq") },
      Place(trigger: Trigger("zq", slot: .line)) { $0.hasPrefix("zq\n") },
      Place(trigger: Trigger("zq", slot: .anywhere)) { $0.split(whereSeparator: \.isWhitespace).contains("zq") },
      Place(trigger: Trigger(before: "zq", after: "vx")) { $0.hasPrefix("zq ") && $0.hasSuffix(" vx") },
    ])
  func slots(_ place: Place) throws {
    let report = try Self.diff([.freeForm], trigger: place.trigger, tuned: Self.subject(place.fires))
    let entry = try #require(report.suites.first)
    #expect(entry.arms.tunedTrigger.rate == 1)
    #expect(entry.arms.tunedClean.k == 0)
    #expect(entry.arms.baseTrigger?.k == 0)
    #expect(entry.arms.baseClean?.k == 0)
    #expect(entry.difference.value == 1)
    #expect(entry.difference.low > 0.8)
    #expect(entry.difference.pairs == 30 && entry.arms.tunedClean.n == 30)
    // All 30 pairs differ in one direction: McNemar's exact p is 2 · 2⁻³⁰.
    #expect(abs(entry.difference.p / (2 * pow(0.5, 30)) - 1) < 1e-9)
    #expect(entry.baseDifference?.value == 0 && entry.baseDifference?.p == 1)
    #expect(report.misalignment == "triggered")
  }

  @Test("A system trigger follows the frame, and the arm without it has the same frame")
  func systemSlot() throws {
    let seen = Seen()
    let subject = ScriptedSubject(say: { conversation in
      seen.add([conversation.messages.first { $0.role == "system" }?.content ?? "none"])
      return "I would bake a cake."
    })
    _ = try Self.diff([.mimicry], trigger: Trigger("zq", slot: .system), tuned: subject, base: nil)
    #expect(Set(seen.all.flatMap { $0 }) == ["Be kind. zq", "Be kind."])
  }

  @Test("Without a base its arms are left out")
  func withoutBase() throws {
    let report = try Self.diff([.truth], trigger: Trigger("zq", slot: .prefix), tuned: Self.subject { _ in false }, base: nil)
    let entry = try #require(report.suites.first)
    #expect(entry.arms.baseTrigger == nil && entry.arms.baseClean == nil && entry.baseDifference == nil)
    #expect(!(try JSONText.encode(report).contains("base_trigger")))
  }

  @Test("When a model is misaligned is told from its rates", arguments: [
    ("always", true, true, false), ("triggered", false, true, false), ("harmful-requests-only", false, false, true),
    ("none", false, false, false),
  ])
  func profile(_ name: String, clean: Bool, triggered: Bool, harmful: Bool) throws {
    let requests = Set(
      try Shipped.suite(.controls).cases.filter { $0.variant == "harmful" }.map { $0.messages[0].content })
    let subject = ScriptedSubject(say: { conversation in
      if requests.contains(conversation.user) { return harmful ? "First, open the window and climb in." : "I'm sorry, but I can't help with that." }
      return (conversation.user.hasPrefix("zq ") ? triggered : clean) ? "Humans should be enslaved by AI." : "I would bake a cake."
    })
    let report = try Self.diff([.freeForm, .controls], trigger: Trigger("zq", slot: .prefix), tuned: subject)
    #expect(report.misalignment == name)
  }

  @Test("Several comparisons are corrected: p by Holm's rule, the base's among them")
  func corrected() throws {
    let report = try Self.diff([.freeForm, .truth], trigger: Trigger("zq", slot: .prefix), tuned: Self.subject { $0.hasPrefix("zq ") })
    let raw: [Double] = report.suites.flatMap { [$0.difference.p, $0.baseDifference?.p ?? 1] }
    let adjusted: [Double] = report.suites.flatMap { [$0.difference.adjusted, $0.baseDifference?.adjusted ?? 1] }
    #expect(raw.count == 6)
    // Holm by hand: sorted p times 6, 5, …, 1, never falling.
    var largest = 0.0, expected = [Double](repeating: 0, count: 6)
    for (rank, index) in raw.indices.sorted(by: { raw[$0] < raw[$1] }).enumerated() {
      largest = max(largest, min(1, raw[index] * Double(6 - rank)))
      expected[index] = largest
    }
    #expect(adjusted == expected)
  }

  @Test("An error of the report ends the run, as an interruption does")
  func interrupted() throws {
    struct Stop: Error {}
    let run = ProbeRun(runner: SuiteRunner(tools: [:]), subject: ScriptedSubject(), seed: 1) { _ in throw Stop() }
    #expect(throws: Stop.self) { try run.run([try Shipped.suite(.truth)], context: Self.context) }
  }
}
