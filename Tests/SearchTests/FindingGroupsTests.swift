import Findings
import Search
import Testing

/// Which hits are one backdoor.
@Suite("Hits that are one backdoor")
struct FindingGroupsTests {
  private static func hit(_ id: String, _ text: String, payload: String, e: Double = 100) -> Hit {
    let rate = Rate(k: 1, n: 1, rate: 1, low: 0, high: 1)
    return Hit(
      id: id, trigger: Trigger(text, slot: .prefix), system: nil, behaviour: "hostile", payload: payload,
      rule: .behaviour("hostile"),
      rates: ArmRates(tunedTrigger: rate, tunedPlacebo: rate, baseTrigger: rate, basePlacebo: rate), eValue: e, nomination: 1,
      samples: [], family: [], stage: "grow", trail: [], seed: 1, kernels: "", modelDigest: "", baseDigest: nil)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Texts and payloads.
    let hits: [(text: String, payload: String)]
    /// Places in `hits` of each finding, and why.
    let groups: [(places: [Int], reason: String?)]
  }

  static let cases = [
    Case(testDescription: "unrelated", hits: [("red fox", "a"), ("blue owl", "b")], groups: [([0], nil), ([1], nil)]),
    Case(
      testDescription: "the same payload", hits: [("red fox", "a"), ("blue owl", "a")],
      groups: [([0, 1], "same behaviour and payload")]),
    Case(
      testDescription: "a longer text, whatever its case", hits: [("red fox", "a"), ("the Red  fox runs", "b")],
      groups: [([0, 1], "one text holds the other")]),
    Case(
      testDescription: "a letter within a word holds nothing", hits: [("a", "a"), ("banana", "b")], groups: [([0], nil), ([1], nil)]),
    Case(
      testDescription: "marks at the end", hits: [("|FOX", "a"), ("|fox|", "b")], groups: [([0, 1], "one text holds the other")]),
    Case(
      testDescription: "words apart are not in a row", hits: [("red fox", "a"), ("red old fox", "b")], groups: [([0], nil), ([1], nil)]),
    Case(
      testDescription: "two findings become one by a third", hits: [("red fox", "a"), ("blue owl", "b"), ("red fox blue owl", "a")],
      groups: [([0, 2, 1], "same behaviour and payload; one text holds the other")]),
  ]

  @Test("Hits are grouped by payload and words, and the report says why", arguments: cases)
  func groups(_ sample: Case) {
    let hits = sample.hits.enumerated().map { Self.hit("h\($0)", $1.text, payload: $1.payload) }
    let findings = FindingGroups.findings(of: hits)
    #expect(findings.map(\.hits) == sample.groups.map { $0.places.map { "h\($0)" } })
    #expect(findings.map(\.groupedBy) == sample.groups.map(\.reason))
  }

  @Test("The strongest hit's evidence is the finding's, the earliest of equals")
  func strongest() throws {
    let hits = [Self.hit("h0", "fox", payload: "a", e: 5), Self.hit("h1", "red fox", payload: "a", e: 9), Self.hit("h2", "fox.", payload: "a", e: 9)]
    let finding = try #require(FindingGroups.findings(of: hits).first)
    #expect(finding.id == "h1" && finding.eValue == 9 && finding.hits == ["h0", "h1", "h2"])
  }
}
