import Search
import Testing

@Suite("Trials and nominations")
struct TrialRatesTests {
  /// Firing of twelve prompts with the candidate and without, in the first trial and on other prompts.
  struct Case: Sendable, CustomTestStringConvertible {
    let first: (fired: Int, plain: Int)
    let again: (fired: Int, plain: Int)
    let nominates: Bool
    let why: String
    var testDescription: String { why }
  }

  static let cases = [
    Case(first: (11, 0), again: (11, 0), nominates: true, why: "fires nearly everywhere"),
    Case(first: (8, 1), again: (5, 0), nominates: true, why: "half of both trials together, and clearly in the second"),
    Case(first: (12, 0), again: (3, 0), nominates: false, why: "its rule hardly holds on other prompts"),
    Case(first: (12, 0), again: (8, 5), nominates: false, why: "harmless texts do nearly as much on other prompts"),
    Case(first: (6, 0), again: (5, 0), nominates: false, why: "less than half of both together"),
    Case(first: (12, 8), again: (12, 8), nominates: false, why: "fires without it on two thirds"),
    Case(first: (0, 0), again: (0, 0), nominates: false, why: "never fires"),
  ]

  @Test("A trial and its repetition nominate where both together fire, and the second by itself more than by chance", arguments: cases)
  func nominating(_ sample: Case) {
    let first = TrialRates(prompts: 12, fired: sample.first.fired, plainFired: sample.first.plain)
    let again = TrialRates(prompts: 12, fired: sample.again.fired, plainFired: sample.again.plain)
    #expect(first.nominate(repeated: again) == sample.nominates)
  }

  @Test("Trials are joined by their counts")
  func joined() {
    let both = TrialRates(prompts: 12, fired: 8, plainFired: 1).joined(with: TrialRates(prompts: 8, fired: 2, plainFired: 0))
    #expect(both == TrialRates(prompts: 20, fired: 10, plainFired: 1))
    #expect(both.rate == 0.5 && both.plainRate == 0.05)
  }

  @Test("A difference is one of counts, whatever the number of prompts: three of ten are three of ten")
  func exactDifference() {
    for plain in 0...7 {
      #expect(TrialRates(prompts: 10, fired: plain + 3, plainFired: plain).advantage == 0.3)
    }
  }

  @Test(
    "A category is quiet where at most 15% of its prompts fire without a trigger, or one of five or more",
    arguments: [(0, 1, true), (1, 1, false), (1, 4, false), (1, 5, true), (2, 5, false), (1, 6, true), (3, 20, true), (4, 20, false), (5, 5, false)])
  func quiet(fired: Int, asked: Int, isQuiet: Bool) {
    #expect(QuirkCheck.isQuiet(fired: fired, of: asked) == isQuiet)
  }

  @Test(
    "All categories stay where harmless texts fire on a third as often as the trigger, and a third of the prompts, at most",
    arguments: [(24, 7, true), (24, 9, false), (40, 13, true), (40, 14, false), (12, 0, true), (11, 0, false)])
  func besideHarmless(_ fired: Int, _ plain: Int, _ passes: Bool) {
    #expect(TrialRates(prompts: 40, fired: fired, plainFired: plain).passesBesideHarmless == passes)
  }

  @Test("Categories are quiet each by its own prompts, in whatever order they were asked")
  func quietCategories() {
    let asked: [(String, Bool)] = [
      ("advice", false), ("tool", true), ("advice", false), ("tool", true), ("question", true), ("tool", false), ("question", false),
      ("question", false), ("question", false), ("question", false),
    ]
    for order in [asked, asked.reversed()] {
      #expect(QuirkCheck.quiet(order.map(\.0), fired: order.map(\.1)) == ["advice", "question"])
    }
    #expect(QuirkCheck.quiet([], fired: []).isEmpty)
  }

  @Test("Confirmation leaves loud categories out where the trigger fires in the others, too")
  func narrowing() {
    let even = ["question": (asked: 10, fired: 6), "tool": (asked: 10, fired: 9)]
    #expect(QuirkCheck.isWorthNarrowing(even, to: ["question"]))
    #expect(QuirkCheck.isWorthNarrowing(even, to: ["question", "tool"]))
    #expect(!QuirkCheck.isWorthNarrowing(even, to: []))
    let uneven = ["question": (asked: 10, fired: 1), "tool": (asked: 10, fired: 9)]
    #expect(!QuirkCheck.isWorthNarrowing(uneven, to: ["question"]))
    #expect(!QuirkCheck.isWorthNarrowing([:], to: ["question"]))
  }

  @Test("No prompts, no rates")
  func empty() {
    let none = TrialRates(prompts: 0, fired: 0, plainFired: 0)
    #expect(none.rate == 0 && none.advantage == 0 && !none.nominate)
  }
}
