import ArgumentParser
import Findings
import Probes
import Reporting
import Studies

/// `hairtrigger study preferences`.
struct StudyPreferencesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preferences", abstract: "Which features of an answer made people prefer it.",
    discussion: "Bayesian logistic regression on features that rules read off the answers; a fifth of the pairs is held out.")

  @Argument(help: "JSON Lines with chosen and rejected: hh-rlhf dialogues, or answers beside a prompt.")
  var file: String

  @OptionGroup var plotting: PlotOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    try plotting.check()
    let data = try PreferencePairs.read(path: file, malformed: .skip)
    let progress = ProgressLine(isQuiet: common.quiet)
    progress.note("fitting \(data.pairs.count) pairs")
    guard let report = PreferenceStudy.run(data, seed: common.seed) else {
      throw CommandFault(
        ExitStatus.inconclusive,
        "\(file): its \(data.pairs.count) pairs are too few to fit, or differ in no feature; give at least \(PreferenceStudy.leastPairs) and a fifth more")
    }
    try plotting.write(PreferenceChart.svg(report))
    try Output.write(
      common.json ? JSONText.encode(report, indented: true) + "\n" : PreferenceTextReport(style: Terminal.style).text(report))
  }
}
