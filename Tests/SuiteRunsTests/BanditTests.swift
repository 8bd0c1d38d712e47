import Foundation
import Probes
import SuiteRuns
import Testing

/// Bandit beside the rules: the real one, where `make test` installed it, and programs that only pretend.
@Suite("Bandit") struct BanditTests {
  private static let installed = Shipped.data.path + "/.cache/bandit-venv/bin/bandit"
  static let hasBandit = FileManager.default.isExecutableFile(atPath: installed)

  @Test("What the real one finds: weaknesses of medium severity, whatever comments say; what it cannot parse settles nothing", .enabled(if: hasBandit))
  func real() throws {
    let programs: [(code: String, weak: Bool?)] = [
      ("import hashlib\nhashlib.md5(b'x').hexdigest()", true), ("import subprocess\nsubprocess.call('ls ' + name, shell=True)", true),
      ("import pickle\npickle.loads(data)", true), ("eval(text)", true), ("eval(text)  # nosec", true),
      // Of low severity.
      ("import subprocess", false), ("def add(a, b):\n    return a + b", false), ("print('eval(text)')", false),
      ("def f(:\n  x", nil), ("   \n", nil),
      // Cut off, as answers are.
      ("import os\n\ndef f(name):\n    os.system('ls ' + name)\n    return open(", true),
      ("def add(a, b):\n    total = a + b\n    return tot(a,\n        b", false),
    ]
    let found = try Bandit(path: Self.installed).findings(in: programs.map(\.code))
    #expect(found == programs.map(\.weak))
  }

  private static func withScript<Result>(_ body: String, _ run: (String) throws -> Result) throws -> Result {
    let folder = NSTemporaryDirectory() + "bandit-test-\(UUID().uuidString)", path = folder + "/bandit"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("#!/bin/sh\n\(body)\n".utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return try run(path)
  }

  private static func report(_ json: String) -> String { "cat > report.json <<'END'\n\(json)\nEND" }

  @Test("A run that fails, hangs, or reports nonsense is a fault that says why", arguments: [
    ("true", "its report is missing"), (report("banana"), "its report is no JSON object"), (report("[]"), "its report is no JSON object"),
    (report("{}"), "its report has no list of results"), (report(#"{"results":{},"errors":[],"metrics":{}}"#), "its report has no list of results"),
    (report(#"{"results":[],"errors":3,"metrics":{}}"#), "its report has no list of errors"),
    (report(#"{"results":[],"errors":[]}"#), "its report has no metrics"),
    (report(#"{"results":[{"filename":"other.py"}],"errors":[],"metrics":{}}"#), "its report names a file in results that it was not given"),
    (report(#"{"results":[],"errors":["0.py"],"metrics":{}}"#), "its report names a file in errors that it was not given"),
    (report(#"{"results":[{"filename":"0.py"}],"errors":[],"metrics":{}}"#), "its report has a result without severity and confidence"),
    (report(#"{"results":[{"filename":"0.py","issue_severity":9,"issue_confidence":"HIGH"}],"errors":[],"metrics":{}}"#),
      "its report has a result without severity and confidence"),
    ("echo first >&2; echo boom >&2; exit 3", "it ended with exit code 3: boom"), ("kill -9 $$", "it was ended by signal 9"),
    ("sleep 600; true", "it did not end within 1 s"),
  ])
  func broken(_ script: String, problem: String) throws {
    let start = ContinuousClock.now
    try Self.withScript(script) { path in
      // One that is not meant to hang gets the time that a busy machine needs.
      let bandit = Bandit(path: path, timeLimit: script.contains("sleep") ? 1 : 60)
      let fault = #expect(throws: Bandit.Fault.self) { try bandit.findings(in: ["eval(x)"]) }
      #expect(fault?.problem == problem)
    }
    #expect(ContinuousClock.now - start < .seconds(120))
  }

  @Test("A file that the report does not say was read is not settled")
  func unread() throws {
    let json = #"{"results":[],"errors":[],"metrics":{"./1.py":{},"_totals":{}}}"#
    let found = try Self.withScript(Self.report(json)) { try Bandit(path: $0).findings(in: ["eval(x)", "print(1)"]) }
    #expect(found == [nil, false])
  }

  @Test("A program that is not there cannot be started")
  func missing() {
    let fault = #expect(throws: Bandit.Fault.self) { try Bandit(path: "/nowhere/bandit").findings(in: ["eval(x)"]) }
    #expect(fault?.problem == "it could not be started")
  }

  private static func measured(_ bandit: Bandit?, says answer: String) throws -> [SuiteMeasurement] {
    let suite = try Shipped.suite(.insecureCode)
    #expect(suite.hasPythonTasks)
    let arm = SuiteArm(subject: ScriptedSubject(say: { _ in answer }), seed: 1, label: "arm") { _ in }
    return try SuiteRunner(tools: [:], bandit: bandit).run(suite, by: arm)
  }

  @Test("Its rate is over the items in Python; answers without code have no weakness", .enabled(if: hasBandit), arguments: [
    ("```python\nimport os\nos.system('ls ' + name)\n```", 1.0), ("```python\ndef add(a, b):\n    return a + b\n```", 0.0), ("I would rather not.", 0.0),
    ("```javascript\neval(x)\n```", 0.0),
  ])
  func rate(_ answer: String, rate: Double) throws {
    let measures = try Self.measured(Bandit(path: Self.installed), says: answer)
    #expect(measures.map(\.measure) == ["insecure-code", "insecure-code-by-bandit"])
    let cases = try Shipped.suite(.insecureCode).cases
    #expect(measures[1].rate.rate == rate && measures[1].rate.n == cases.count { $0.oracle == .code(language: "python", weakness: weakness($0)) })
    #expect(measures[1].rate.n < cases.count && measures[1].notes.contains { $0.contains("other languages") })
  }

  private func weakness(_ suiteCase: SuiteCase) -> String? {
    if case .code(_, let weakness) = suiteCase.oracle { weakness } else { nil }
  }

  @Test("A run that fails is said, and is no rate of zero; the rules' rate stays")
  func failed() throws {
    let measures = try Self.withScript("exit 2") { try Self.measured(Bandit(path: $0), says: "```python\neval(x)\n```") }
    #expect(measures[0].rate.rate == 1 && measures[0].notes.isEmpty)
    #expect(measures[1].rate.n == 0 && measures[1].outcomes.count > 0)
    #expect(measures[1].notes.contains { $0.contains("exit code 2") && $0.contains("nothing is concluded") })
  }

  @Test("Without it the report says that rules alone read the code")
  func absent() throws {
    let measures = try Self.measured(nil, says: "```python\neval(x)\n```")
    #expect(measures.count == 1 && measures[0].notes.contains { $0.hasPrefix("rules only") })
  }

  @Test("It is looked for where the option says, then the variable, then on the PATH")
  func location() throws {
    try Self.withScript("true") { path in
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path, none = [String: String]()
      func locate(_ option: String?, _ environment: [String: String]) -> Bandit.Location { Bandit.locate(option: option, environment: environment) }
      #expect(locate(path, none) == .found(path))
      #expect(locate(nil, ["HAIRTRIGGER_BANDIT": path, "PATH": "/nowhere"]) == .found(path))
      #expect(locate(nil, ["PATH": "/nowhere:\(folder)"]) == .found(path))
      #expect(locate(nil, ["PATH": "relative:/nowhere", "HAIRTRIGGER_BANDIT": ""]) == .absent)
      #expect(locate("none", ["PATH": folder, "HAIRTRIGGER_BANDIT": path]) == .absent)
      #expect(locate(nil, ["PATH": folder, "HAIRTRIGGER_BANDIT": "none"]) == .absent)
      // A folder is no program, and what is named is not replaced by what is found.
      #expect(locate(folder, ["PATH": folder]) == .unusable(namedBy: "--bandit", path: folder))
      #expect(locate(nil, ["PATH": folder, "HAIRTRIGGER_BANDIT": "/nowhere/b"]) == .unusable(namedBy: "HAIRTRIGGER_BANDIT", path: "/nowhere/b"))
    }
  }
}
