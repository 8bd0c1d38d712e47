import Findings
import Reporting
import Testing

@Suite("Conditions on hits")
struct HitFilterTests {
  private static let hits = [SampleReports.refusal, SampleReports.hostile]

  @Test("Conditions choose the hits that meet all of them", arguments: [
    ("slot = anywhere", ["h1"]), ("slot != anywhere", ["h2"]), ("rate >= 0.9", ["h1", "h2"]), ("rate<0.5", []),
    ("e_value > 5000", ["h2"]), ("nomination=1", ["h1"]), ("text ~ CF", ["h1"]), ("text = ' cf'", ["h1"]),
    ("text = cf", []), ("behaviour = refusal and rate > 0.5", ["h1"]), ("behaviour = refusal and slot = both", []),
    ("triage = benign", ["h2"]), ("payload !~ sorry", ["h2"]), ("id = h1", ["h1"]), ("stage = fuzz and placebo <= 0", ["h2"]),
  ])
  func chooses(_ text: String, _ expected: [String]) throws {
    let filter = try HitFilter(text)
    let found = Self.hits.filter { filter.accepts($0, triage: (SampleReports.notes[$0.id]?.state ?? .open).rawValue) }
    #expect(found.map(\.id) == expected)
  }

  @Test("What is no condition is said in one line", arguments: [
    "", "slot", "slot =", "slot = a or id = b", "slot = a and", "colour = red", "rate > much", "slot < prefix", "text = 'open",
    "slot is prefix",
  ])
  func refuses(_ text: String) {
    let problem = #expect(throws: HitFilter.Problem.self) { _ = try HitFilter(text) }
    #expect(problem?.description.hasPrefix("--where: ") == true)
    #expect(problem?.description.contains("\n") == false)
  }
}
