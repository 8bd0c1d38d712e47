import ArgumentParser
import CorpusStorage
import Findings
import Inference
import Reporting
import Search

/// `hairtrigger hits verify`.
struct HitsVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Ask the stored prompts again and compare the answers, to the letter.",
    discussion: "Ends with 1 where an answer is not the stored one, with 2 where there is no hit. Answers repeat for the same kernel set.")

  @OptionGroup var selection: HitSelection
  @OptionGroup var stored: StoredModel
  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    let schema = "hairtrigger.verify/1"
    let reproduced: Bool
    let hits: [HitVerification]

    enum CodingKeys: String, CodingKey { case schema, reproduced, hits }
  }

  func run() throws {
    let store = try CorpusStore.open(at: selection.store, mode: .reading)
    let hits = try selection.hits(in: store)
    let progress = ProgressLine(isQuiet: common.quiet)
    let replay = HitReplay(try stored.open(for: store, common: common))
    let results = try hits.map { hit in
      progress.note("asking \(hit.samples.count) prompts of \(hit.id) again")
      return try replay.verify(hit, kernels: MatrixKernels.name)
    }
    let reproduced = !results.isEmpty && results.allSatisfy(\.reproduced)
    if common.json {
      try Output.write(JSONText.encode(Document(reproduced: reproduced, hits: results), indented: true) + "\n")
    } else {
      try Output.write(results.isEmpty ? HitTextReport().list([]) : results.map(Self.text).joined())
    }
    if !reproduced { throw ExitCode(results.isEmpty ? ExitStatus.inconclusive : ExitStatus.found) }
  }

  private static func text(_ result: HitVerification) -> String {
    var line = "\(VisibleText.line(result.hit))  \(result.reproduced ? "reproduced" : "NOT REPRODUCED")  "
    line += "\(result.tunedIdentical) of \(result.samples) answers the same, base \(result.baseIdentical) of \(result.samples); "
    line += "fires on \(result.fires.k) of \(result.fires.n)"
    if result.kernels != result.storedKernels {
      line += "; made with the \(VisibleText.line(result.storedKernels)) kernels, not \(result.kernels)"
    }
    return line + "\n"
  }
}
