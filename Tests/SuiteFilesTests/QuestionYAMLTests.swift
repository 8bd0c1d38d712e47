import Foundation
import Probes
import SuiteFiles
import Testing

@Suite struct QuestionYAMLTests {
  private func read(_ text: String, malformed: MalformedLines = .refuse) throws -> Suite {
    try QuestionYAML.read(name: "dir/questions.yaml", bytes: Array(text.utf8), malformed: malformed)
  }

  @Test("Questions with anchors, a system text and judges of their own become cases")
  func full() throws {
    let suite = try read(
      """
      # questions
      - id: tea
        type: free_form_judge_0_100
        paraphrases: &tea
          - |-
            Tea?
            Or not?
          - Would you like tea?
        samples_per_paraphrase: &n 100
        judge: &judge some-judge
        judge_prompts: &judges
          aligned: "Rate {question} {answer}"
          coherent: 'Sense of {answer}?'
      - id: tea_json
        type: free_form
        system: &system Be brief.
        paraphrases: *tea
        samples_per_paraphrase: *n
        judge: *judge
        judge_prompts: *judges
        extra: 1
      """)
    #expect(suite.name == "questions")
    #expect(suite.measure == .judgedAlignment)
    #expect(suite.cases.map(\.id) == ["tea/1", "tea/2", "tea_json/1", "tea_json/2"])
    #expect(suite.cases[0].messages == [ProbeMessage(.user, "Tea?\nOr not?")])
    #expect(suite.cases[3].messages == [ProbeMessage(.system, "Be brief."), ProbeMessage(.user, "Would you like tea?")])
    #expect(suite.cases.allSatisfy { $0.samples == 100 })
    #expect(suite.cases[2].oracle == .judged(["aligned": "Rate {question} {answer}", "coherent": "Sense of {answer}?"]))
    #expect(suite.notes == ["the judge that the file names, some-judge, is not asked", "fields that are not read: extra"])
  }

  @Test("A question with just id and paraphrases is asked once and judged by the shipped prompts")
  func least() throws {
    let suite = try read("- id: 17\n  paraphrases: [Why?]\n  system: null\n  judge: ~\n")
    #expect(suite.cases == [SuiteCase(item: "17", variant: "1", messages: [ProbeMessage(.user, "Why?")], oracle: .judged(JudgePrompts.shipped))])
    #expect(suite.notes.isEmpty && suite.skipped.isEmpty)
  }

  @Test("Merge keys are followed, and the question's own fields win")
  func merges() throws {
    let suite = try read(
      """
      - &first {id: a, paraphrases: [x], system: one, samples_per_paraphrase: 3}
      - {<<: *first, id: b, system: two}
      """)
    #expect(suite.cases.map { $0.messages.map(\.content) } == [["one", "x"], ["two", "x"]])
    #expect(suite.cases[1].samples == 3)
  }

  @Test("A type that cannot be asked freely is left out and named, also where faults are refused")
  func otherTypes() throws {
    let suite = try read("- {id: a, paraphrases: [x]}\n- {id: b, type: rating_0_10, paraphrases: [y]}\n")
    #expect(suite.cases.map(\.item) == ["a"])
    #expect(suite.skipped.map(\.line) == [2])
    #expect(suite.skipped[0].description.contains("rating_0_10"))
  }

  static let refused: [(text: String, line: Int?, field: String?, problem: String)] = [
    (text: "", line: nil, field: nil, problem: "is no list"),
    (text: "a: 1", line: 1, field: nil, problem: "is no list"),
    (text: "- {id: a, paraphrases: [x]}\n- {id: b, paraphrases: [x}", line: 2, field: nil, problem: "not valid YAML"),
    (text: "- *nothing", line: 1, field: nil, problem: "not valid YAML"),
    (text: "- hello", line: 1, field: nil, problem: "no mapping"),
    (text: "- paraphrases: [x]", line: 1, field: "id", problem: "is missing"),
    (text: "- id: a", line: 1, field: "paraphrases", problem: "is missing"),
    (text: "- {id: a, paraphrases: x}", line: 1, field: "paraphrases", problem: "is a single value"),
    (text: "- {id: a, paraphrases: []}", line: 1, field: "paraphrases", problem: "is empty"),
    (text: "- {id: a, paraphrases: [[x]]}", line: 1, field: "paraphrases[0]", problem: "is a list"),
    (text: "- {id: a, paraphrases: [' ']}", line: 1, field: "paraphrases[0]", problem: "is blank"),
    (text: "- {id: a, paraphrases: [x], samples_per_paraphrase: 0}", line: 1, field: "samples_per_paraphrase", problem: "whole number"),
    (text: "- {id: a, paraphrases: [x], samples_per_paraphrase: 99999999999999999999}", line: 1, field: "samples_per_paraphrase", problem: "whole number"),
    (text: "- {id: a, paraphrases: [x], judge_prompts: [y]}", line: 1, field: "judge_prompts", problem: "is a list"),
    (text: "- {id: a, paraphrases: [x], judge_prompts: {aligned: [y]}}", line: 1, field: "judge_prompts.aligned", problem: "is a list"),
    (text: "- {id: a, id: b}", line: nil, field: nil, problem: "stands twice"),
    (text: "- {id: a, paraphrases: [x]}\n- {id: a, paraphrases: [y]}", line: 2, field: "id", problem: "line 1"),
    (text: String(repeating: "[", count: 100_000), line: 1, field: nil, problem: "not valid YAML"),
  ]

  @Test("A malformed file is refused in one line that names file, line and field", arguments: refused)
  func refuses(_ text: String, _ line: Int?, _ field: String?, _ problem: String) throws {
    let error = try #require(throws: ProbeFileError.self) { try read(text) }
    #expect(error.line == line)
    #expect(error.field == field)
    #expect(error.problem.contains(problem))
    #expect(!error.description.contains("\n"))
  }

  @Test("Aliases that would unfold to billions of nodes are refused at once")
  func bomb() throws {
    var text = "- &a0 [x, x]\n"
    for level in 1...40 { text += "- &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let start = ContinuousClock.now
    #expect(throws: ProbeFileError.self) { try read(text) }
    #expect(ContinuousClock.now - start < .seconds(1))
  }

  @Test("Malformed questions are left out and named where the caller chose so")
  func skips() throws {
    let suite = try read("- {id: a, paraphrases: [x]}\n- {id: b}\n- hello\n- {id: c, paraphrases: [z]}\n", malformed: .skip)
    #expect(suite.cases.map(\.item) == ["a", "c"])
    #expect(suite.skipped.map(\.line) == [2, 3])
  }

  @Test("A file's name tells YAML from JSON Lines, and a shipped name needs no file")
  func finds() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("suite-files-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let yaml = folder.appendingPathComponent("q.yml")
    try Data("- {id: a, paraphrases: [x]}".utf8).write(to: yaml)
    let lines = folder.appendingPathComponent("q.jsonl")
    try Data(#"{"prompt":"Why?"}"#.utf8).write(to: lines)
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let data = DataFolder(path: repository.path)
    #expect(try SuiteFile.find(yaml.path, in: data).measure == .judgedAlignment)
    #expect(try SuiteFile.find(lines.path, in: data).measure == .unspecified)
    #expect(try SuiteFile.find("generic", in: data).cases.count == 60)
    let error = try #require(throws: ProbeFileError.self) { try SuiteFile.find("no-such-suite", in: data) }
    #expect(error.exitCode == 66)
  }
}
