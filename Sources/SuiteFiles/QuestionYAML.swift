package import Probes
import Yams

/// Questions in the YAML of *Emergent Misalignment* (Betley et al. 2025): a list of mappings with `id` and
/// `paraphrases`, and, if they like, `type`, `system`, `samples_per_paraphrase`, `judge` and `judge_prompts`. Anchors and
/// merge keys are followed.
package enum QuestionYAML {
  /// Types that are asked freely. Others are left out and named.
  static let types: Set<String> = ["free_form", "free_form_judge", "free_form_0_100", "free_form_judge_0_100"]
  /// Nothing else is read; what else an item has is named once in `notes`.
  static let fields: Set<String> = ["id", "type", "paraphrases", "system", "samples_per_paraphrase", "judge", "judge_prompts", "<<"]
  static let sampleLimit = 1_000_000

  /// Each paraphrase is a case; the variant is its number, from 1. Without judge prompts the shipped ones are used.
  package static func read(
    name: String, bytes: [UInt8], malformed: MalformedLines = .refuse
  ) throws(ProbeFileError) -> Suite {
    // Checks size, encoding and zero bytes.
    let lines = try TextFile(name: name, bytes: bytes).lines
    let text = lines.map(\.text).joined(separator: "\n")
    let items = try list(text, name: name)
    var cases: [SuiteCase] = []
    var skipped: [ProbeFileError] = []
    var judges: Set<String> = []
    var unread: Set<String> = []
    var lineOfID: [String: Int] = [:]
    for node in items {
      let question = YAMLFields(file: name, node: node)
      do throws(ProbeFileError) {
        guard let question else {
          throw ProbeFileError(
            .malformed, file: name, line: node.mark?.line, problem: "is no mapping; each question must have id and paraphrases")
        }
        let id = try question.text("id")
        if let earlier = lineOfID[id] {
          throw question.error("id", "\"\(id)\" is the id of the question in line \(earlier) too; give each its own")
        }
        lineOfID[id] = question.line
        cases += try read(question, id: id)
        if let judge = try question.optionalText("judge") { judges.insert(judge) }
        unread.formUnion(question.names.filter { !fields.contains($0) })
      } catch {
        // A type that cannot be asked is no fault of the file.
        let isOther = error.field == "type" && error.problem.hasSuffix(otherType)
        if case .refuse = malformed, !isOther { throw error }
        skipped.append(error)
      }
    }
    guard !cases.isEmpty else {
      throw skipped.first ?? ProbeFileError(.malformed, file: name, problem: "holds no question; give a list of them")
    }
    let stem = String(name.split(separator: "/").last?.split(separator: ".").first ?? "")
    var notes = judges.sorted().map { "the judge that the file names, \($0), is not asked" }
    if !unread.isEmpty { notes.append("fields that are not read: " + unread.sorted().joined(separator: ", ")) }
    return Suite(name: stem, measure: .judgedAlignment, cases: cases, skipped: skipped, notes: notes)
  }

  private static let otherType = "cannot be asked freely; the question is left out"

  private static func list(_ text: String, name: String) throws(ProbeFileError) -> [Node] {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw ProbeFileError(.malformed, file: name, line: line(of: error), problem: "not valid YAML: \(summary(error))")
    } catch {
      throw ProbeFileError(.malformed, file: name, problem: "not valid YAML")
    }
    guard case .sequence(let sequence)? = root else {
      throw ProbeFileError(.malformed, file: name, line: root?.mark?.line, problem: "is no list; give a list of questions")
    }
    return Array(sequence)
  }

  private static func read(_ question: YAMLFields, id: String) throws(ProbeFileError) -> [SuiteCase] {
    if let type = try question.optionalText("type"), !types.contains(type) {
      throw question.error("type", "\"\(type)\" \(otherType)")
    }
    let system = try question.optionalText("system")
    let samples = try question.optionalCount("samples_per_paraphrase", atMost: sampleLimit) ?? 1
    let judges = try question.optionalTexts("judge_prompts") ?? [:]
    let paraphrases = try question.texts("paraphrases")
    guard !paraphrases.isEmpty else { throw question.error("paraphrases", "is empty; give at least one") }
    return paraphrases.enumerated().map { index, paraphrase in
      SuiteCase(
        item: id, variant: "\(index + 1)",
        messages: (system.map { [ProbeMessage(.system, $0)] } ?? []) + [ProbeMessage(.user, paraphrase)],
        samples: samples, oracle: .judged(judges.isEmpty ? JudgePrompts.shipped : judges))
    }
  }

  private static func line(of error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }

  private static func summary(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
    case .duplicatedKeysInMapping: "a key stands twice in one mapping"
    default: "it cannot be read"
    }
  }
}
