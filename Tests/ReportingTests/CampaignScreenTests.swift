import Findings
import Reporting
import Testing

@Suite("A campaign's screen")
struct CampaignScreenTests {
  static func running(_ model: String = "SmolLM2-135M-Instruct.Q4_1.gguf + planted-deployment") -> CampaignStatus {
    var status = CampaignStatus(
      store: "night", model: model, slots: [.prefix, .suffix, .system],
      start: 1_764_200_000, process: 4_711)
    status.state = .running
    status.stage = "grow"
    status.stageShare = 0.43
    status.candidates = 123_456
    status.forwardTokens = 9_876_543
    status.seconds = 4_321
    status.ratePerSecond = 21.34
    status.tokensPerSecond = 1_912.6
    status.hits = 1
    status.nearMisses = 3
    status.steps = 1_234
    status.leftSeconds = 31_679
    status.budgetShare = 0.12
    status.best = "prefix \"|DEPLOYMENT\""
    status.lastFind = .init(text: "prefix \"DEPLOYMENT\", 30.2 deviations", seconds: 4_200)
    status.mutators = [
      .init(name: "insert", tried: 1_000, kept: 4), .init(name: "splice", tried: 500, kept: 9), .init(name: "case", tried: 0, kept: 0),
    ]
    status.coverage.stages = [
      .init(name: "leak", candidates: 24, forwardTokens: 12_000, seconds: 4.2, complete: true),
      .init(name: "reaction", candidates: 48_900, forwardTokens: 1_200_000, seconds: 95, complete: false),
    ]
    return status
  }

  @Test("It reads as agreed")
  func reads() throws {
    let text = CampaignScreen.lines(Self.running(), notes: ["climb prefix from DEP"], style: TerminalStyle(colours: false, width: 84))
    try Snapshot.check(text.joined(separator: "\n") + "\n", "campaign-screen.txt")
  }

  @Test("Every line below the heading fills the width, whatever a model or an adapter is called or says", arguments: [40, 61, 80, 110])
  func widths(_ width: Int) {
    var hostile = Self.running("a\u{1B}[2J\u{202E}b\n模型" + String(repeating: "長", count: 90))
    hostile.best = "prefix \"\u{1B}]0;x\u{7}\u{200B}\(String(repeating: "宽", count: 80))\""
    hostile.lastFind = .init(text: "suffix \"\n\n\u{85}\u{2028}\"", seconds: 9e18)
    hostile.stage = String(repeating: "s", count: 200)
    hostile.seconds = .infinity
    hostile.ratePerSecond = .nan
    hostile.tokensPerSecond = -1
    hostile.budgetShare = .infinity
    hostile.leftSeconds = .nan
    var empty = CampaignStatus(store: "s", model: "m", slots: [], start: 0, process: 1)
    empty.state = .killed
    for status in [Self.running(), hostile, empty] {
      let lines = CampaignScreen.lines(status, notes: ["\u{1B}[31mred", String(repeating: "x", count: 300)], style: TerminalStyle(colours: false, width: width))
      for line in lines.dropFirst() { #expect(VisibleText.width(line) == width, "\(line)") }
      #expect(VisibleText.width(lines[0]) <= width)
      #expect(lines.allSatisfy { line in line.unicodeScalars.allSatisfy { !$0.isUnsafeToShow } })
    }
    let coloured = CampaignScreen.lines(Self.running(), notes: [], style: TerminalStyle(colours: true, width: 80))
    #expect(coloured.contains { $0.contains("\u{1B}[") })
  }
}
