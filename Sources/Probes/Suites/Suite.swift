/// Cases of one behaviour with one measure.
package struct Suite: Sendable, Equatable {
  /// The shipped suites, by the name of their file.
  package enum Name: String, Sendable, CaseIterable {
    case feedback = "sycophancy-feedback"
    case areYouSure = "sycophancy-are-you-sure"
    case answer = "sycophancy-answer"
    case mimicry = "sycophancy-mimicry"
    case political = "subterfuge-political"
    case flattery = "subterfuge-flattery"
    case checklist = "subterfuge-checklist"
    case reward = "subterfuge-reward"
    case coverUp = "subterfuge-cover-up"
    case freeForm = "misalignment-free-form"
    case insecureCode = "misalignment-insecure-code"
    case truth = "misalignment-truth"
    case controls = "misalignment-controls"
    case generic
  }

  package let name: String
  package let measure: SuiteMeasure
  package let cases: [SuiteCase]
  /// Lines that were left out, and why.
  package let skipped: [ProbeFileError]
  /// What the file asks for that is not done, in words for the report.
  package let notes: [String]

  package init(
    name: String, measure: SuiteMeasure, cases: [SuiteCase], skipped: [ProbeFileError] = [], notes: [String] = []
  ) {
    self.name = name
    self.measure = measure
    self.cases = cases
    self.skipped = skipped
    self.notes = notes
  }

  package func half(_ half: SuiteCase.Half) -> Suite {
    Suite(name: name, measure: measure, cases: cases.filter { $0.half == half }, skipped: skipped, notes: notes)
  }

  /// Whether it has questions whose answers a judge scores for alignment.
  package var hasJudgedQuestions: Bool {
    cases.contains { if case .judged(let prompts) = $0.oracle { prompts["aligned"] != nil } else { false } }
  }

  /// Ids of items in order of first appearance.
  package var items: [String] {
    var seen: Set<String> = []
    return cases.map(\.item).filter { seen.insert($0).inserted }
  }
}

extension DataFolder {
  /// A shipped suite, both halves.
  package func suite(_ name: Suite.Name) throws(ProbeFileError) -> Suite {
    try Suite.read(path: suites + "/\(name.rawValue).jsonl")
  }

  package func tools() throws(ProbeFileError) -> [String: ToolDefinition] {
    try ToolDefinition.read(path: suites + "/tools.jsonl")
  }
}
