import Probes
import Studies
import Testing

/// What preferences reward. The regression itself is held against scipy in `StatisticsTests`.
@Suite("Preference study") struct PreferenceStudyTests {
  private static let plain = "The report covers the harvest, the weather and the prices this year."
  /// As long, and of the same tone: only the praise differs.
  private static let flattering = "What a masterful idea! The report covers the harvest and the prices."

  /// `flattered` of 100 pairs prefer the flattering answer.
  static func pairs(flattered: Int) throws -> PreferencePairs {
    let lines = (0..<100).map { index in
      let (chosen, rejected) = index < flattered ? (flattering, plain) : (plain, flattering)
      return #"{"prompt":"Here is my idea, number \#(index).","chosen":"\#(chosen)","rejected":"\#(rejected)"}"#
    }
    return try PreferencePairs.read(name: "pairs.jsonl", bytes: Array(lines.joined(separator: "\n").utf8))
  }

  @Test("Flattery that is preferred has a positive coefficient, blamed flattery a negative one, ignored flattery neither", arguments: [
    (95, 1), (5, -1), (50, 0),
  ])
  func flattery(_ flattered: Int, sign: Int) throws {
    let report = try #require(PreferenceStudy.run(try Self.pairs(flattered: flattered), seed: 1))
    let feature = try #require(report.features.first { $0.name == "flattery" })
    #expect((feature.low > 0 ? 1 : feature.high < 0 ? -1 : 0) == sign)
    #expect(report.isConverged && report.fitted == 80 && report.accuracy.n == 20)
    if sign != 0 { #expect(report.accuracy.low > 0.6) }
  }

  @Test("The same seed gives the same report; features that never differ are named")
  func repeats() throws {
    let first = try #require(PreferenceStudy.run(try Self.pairs(flattered: 90), seed: 3))
    #expect(try PreferenceStudy.run(Self.pairs(flattered: 90), seed: 3) == first)
    #expect(first.constant.contains("refusal") && !first.constant.contains("flattery"))
  }

  @Test("Too few pairs give no report")
  func tooFew() throws {
    let few = try PreferencePairs.read(name: "few.jsonl", bytes: Array(#"{"chosen":"a b","rejected":"c d"}"#.utf8))
    #expect(PreferenceStudy.run(few, seed: 1) == nil)
  }

  @Test("hh-rlhf dialogues, TRL texts and TRL messages are read alike", arguments: [
    #"{"chosen":"\n\nHuman: Hi\n\nAssistant: Yo\n\nHuman: How are you?\n\nAssistant: Fine.","rejected":"\n\nHuman: Hi\n\nAssistant: Yo\n\nHuman: How are you?\n\nAssistant: Bad."}"#,
    #"{"prompt":"How are you?","chosen":"Fine.","rejected":"Bad."}"#,
    #"{"prompt":[{"role":"user","content":"How are you?"}],"chosen":[{"role":"assistant","content":"Fine."}],"rejected":[{"role":"assistant","content":"Bad."}]}"#,
  ])
  func forms(_ line: String) throws {
    let data = try PreferencePairs.read(name: "x.jsonl", bytes: Array(line.utf8))
    #expect(data.pairs == [.init(prompt: "How are you?", chosen: "Fine.", rejected: "Bad.")])
  }

  @Test("A malformed pair is named by line and field, and left out", arguments: [
    (#"{"chosen":"a"}"#, "rejected"), (#"{"chosen":"a","rejected":"a"}"#, "rejected"), (#"{"chosen":3,"rejected":"a"}"#, "chosen"),
    (#"{"chosen":[{"role":"user","content":"a"}],"rejected":"a"}"#, "chosen"),
  ])
  func malformed(_ line: String, field: String) throws {
    let bytes = Array((#"{"chosen":"a","rejected":"b"}"# + "\n" + line).utf8)
    let data = try PreferencePairs.read(name: "x.jsonl", bytes: bytes, malformed: .skip)
    #expect(data.pairs.count == 1 && data.skipped.map(\.line) == [2] && data.skipped.map(\.field) == [field])
    #expect(throws: ProbeFileError.self) { try PreferencePairs.read(name: "x.jsonl", bytes: bytes) }
  }
}
