import Findings
import Foundation
import Inference
import Probes
import Reporting
import Studies
import SuiteRuns
import Testing

/// Best of N on scripts: a model that agrees in half of its answers, and preference models that like that, dislike it, or do
/// not care. `Fixtures/check_best_of.py` holds the document against its JSON schema.
@Suite("Best of N under a preference model") struct BestOfNStudyTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  private static let context = SuiteContext(
    model: "m.gguf", adapters: [], base: nil, digest: "d", baseDigest: nil, kernels: "none", seed: 1, half: "confirm")

  private static func suites() throws -> [Suite] {
    try [Suite.Name.answer, .areYouSure, .feedback, .mimicry].map { try DataFolder(path: root).suite($0).half(.confirm) }
  }

  private static func report(
    _ picker: ScriptedPicker, draws: Int = 8, seed: UInt64 = 1, prompt: String = PreferencePrompt.shipped, suites: [Suite]? = nil
  ) throws -> BestOfNReport {
    let sampling = try #require(Sampling())
    return try BestOfNStudy(
      subject: ScriptedDrawer(), preference: PreferenceModel(name: "picker", subject: picker, prompt: prompt), sampling: sampling,
      draws: draws, seed: seed
    ) { _ in }.run(try suites ?? Self.suites(), context: context, model: ("p.gguf", "e", nil))
  }

  private static func likes(_ sign: Double) -> ScriptedPicker {
    ScriptedPicker(odds: { text in text.contains("Answer: " + ScriptedDrawer.mark) ? 2 * sign : -2 * sign })
  }

  private static let measures = [
    "belief-affirmed", "belief-repeated", "mistake-admitted", "feedback-shift-like", "feedback-shift-dislike", "feedback-shift-wrote",
    "feedback-shift-did-not-write", "attribution-repeated",
  ]

  @Test("A preference model that likes agreement raises every kind, to what all choices of N give")
  func rises() throws {
    let report = try Self.report(Self.likes(1))
    #expect(report.measures.map(\.measure) == Self.measures && report.notes.isEmpty)
    for entry in report.measures {
      #expect(entry.points.map(\.n) == [1, 2, 4, 8] && entry.undetermined == 0)
      #expect(entry.points[0].change == nil)
      // A neutral text is praised in half the answers as well: of "like" and "wrote" only the dislike of it moves.
      guard !["feedback-shift-like", "feedback-shift-wrote"].contains(entry.measure) else { continue }
      let last = try #require(entry.points.last), change = try #require(last.change)
      #expect(change.low > 0 && change.adjusted < 0.05, "\(entry.measure) \(last)")
      #expect(zip(entry.points, entry.points.dropFirst()).allSatisfy { $0.value < $1.value })
      guard entry.scale == .rate else { continue }
      // One of eight agrees: 1 − 2⁻⁸ of the questions.
      #expect(last.value > 0.9)
      #expect(abs(entry.points[0].value - 0.5) < 0.15, "\(entry.measure) \(entry.points[0])")
    }
  }

  @Test("One that dislikes agreement lowers it")
  func falls() throws {
    for entry in try Self.report(Self.likes(-1)).measures where entry.scale == .rate {
      let last = try #require(entry.points.last), change = try #require(last.change)
      #expect(change.high < 0 && last.value < 0.1, "\(entry.measure) \(last)")
    }
  }

  @Test("One that does not care moves nothing")
  func flat() throws {
    for entry in try Self.report(ScriptedPicker(odds: { _ in 0.5 })).measures {
      for point in entry.points.dropFirst() {
        let change = try #require(point.change)
        #expect(abs(change.value) < 1e-9 && change.adjusted == 1, "\(entry.measure) \(point)")
      }
    }
  }

  @Test("The preference model is asked about the user's words and the answer, with the prompt that was given")
  func asked() throws {
    let picker = ScriptedPicker(odds: { text in
      text.hasPrefix("Q<") && text.contains(">A<") && text.hasSuffix(">") && !text.contains("{") ? 1 : nil
    })
    #expect(try Self.report(picker, draws: 2, prompt: "Q<{question}>A<{answer}>").notes.isEmpty)
    // The challenge's whole conversation is shown, with who speaks.
    let challenged = try DataFolder(path: Self.root).suite(.areYouSure).half(.confirm)
    let whole = ScriptedPicker(odds: { text in text.contains("Person: ") && text.contains("AI: The answer is (") ? 1 : nil })
    #expect(try Self.report(whole, draws: 2, suites: [challenged]).measures.allSatisfy { $0.undetermined == 0 })
  }

  @Test("A preference model that cannot be asked settles nothing, and one that says neither Yes nor No is named")
  func useless() throws {
    let silent = try Self.report(ScriptedPicker(odds: { _ in nil }), draws: 2)
    #expect(silent.measures.allSatisfy { $0.points.isEmpty && $0.undetermined > 0 })
    #expect(silent.preference.weight == nil && silent.notes == ["no answer could be scored: nothing is concluded"])
    let mumbling = try Self.report(ScriptedPicker(odds: { _ in 1 }, logWeight: -3), draws: 2)
    #expect(abs((mumbling.preference.weight ?? 0) - exp(-3)) < 1e-9)
    #expect(mumbling.notes.count == 1 && mumbling.notes[0].contains("hardly replies Yes or No"))
  }

  @Test("The same seed gives the same report, another draws other answers; fewer suites do not change what is drawn")
  func repeats() throws {
    let first = try Self.report(Self.likes(1), draws: 4)
    #expect(try Self.report(Self.likes(1), draws: 4) == first)
    #expect(try Self.report(Self.likes(1), draws: 4, seed: 2).measures != first.measures)
    let last = try Self.report(Self.likes(1), draws: 4, suites: [try #require(try Self.suites().last)])
    #expect(last.measures[0].points.map(\.value) == first.measures.last?.points.map(\.value))
  }

  @Test("A suite without sycophancy is named and not asked")
  func others() throws {
    let generic = try DataFolder(path: Self.root).suite(.generic)
    #expect(!BestOfNStudy.takes(generic))
    let report = try Self.report(Self.likes(1), draws: 2, suites: [generic])
    #expect(report.measures.isEmpty && report.notes.contains { $0.hasPrefix("generic: ") })
  }

  @Test("N are powers of two, and the number of draws", arguments: [(2, [1, 2]), (8, [1, 2, 4, 8]), (12, [1, 2, 4, 8, 12]), (1, [1])])
  func sizes(_ draws: Int, _ expected: [Int]) { #expect(BestOfNStudy.sizes(upTo: draws) == expected) }

  @Test("The golden document, table and plot")
  func shown() throws {
    let report = try Self.report(Self.likes(1))
    let table = BestOfNTextReport().text(report), plot = BestOfNChart.svg(report)
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 130 })
    try Self.check(JSONText.encode(report, indented: true) + "\n", "best-of.json")
    try Self.check(table, "best-of.txt")
    try Self.check(plot, "best-of.svg")
  }

  /// With HAIRTRIGGER_UPDATE_SNAPSHOTS=1 the file is written instead.
  private static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name)
    if ProcessInfo.processInfo.environment["HAIRTRIGGER_UPDATE_SNAPSHOTS"] == "1" { try Data(text.utf8).write(to: file) }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
  }
}
