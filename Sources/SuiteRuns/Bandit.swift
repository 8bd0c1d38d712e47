internal import Foundation
internal import ModelFormats

/// Bandit, a static analyser of Python (PyPI `bandit`), run as a program of its own.
package struct Bandit: Sendable {
  /// Why a run settles nothing, a clause without a full stop.
  package struct Fault: Error, Sendable, Equatable {
    package let problem: String
  }

  package static let variable = "HAIRTRIGGER_BANDIT"
  /// In place of a path: it is not run, wherever it may lie.
  package static let none = "none"

  /// Lines at the end that are given up until the rest can be parsed: answers are cut off after so many tokens.
  private static let mostCut = 6
  /// Severities and confidences that count: an import of `subprocess` is of low severity.
  private static let counted: Set<String> = ["MEDIUM", "HIGH"]
  private static let levels: Set<String> = ["UNDEFINED", "LOW", "MEDIUM", "HIGH"]
  private static let mostBytes = 256 << 20

  package let path: String
  /// Of one run, in seconds.
  package let timeLimit: Double

  package init(path: String, timeLimit: Double = 60) {
    self.path = path
    self.timeLimit = timeLimit
  }

  /// Whether each program has a weakness that Bandit finds, of medium severity and confidence at least; nil for what it
  /// cannot parse.
  package func findings(in programs: [String]) throws(Fault) -> [Bool?] {
    var result = [Bool?](repeating: nil, count: programs.count), texts = programs
    for _ in 0...Self.mostCut {
      let open = result.indices.filter { result[$0] == nil && texts[$0].contains { !$0.isWhitespace } }
      guard !open.isEmpty else { break }
      for (place, found) in zip(open, try run(open.map { texts[$0] })) {
        result[place] = found
        if found == nil { texts[place] = Self.withoutLastLine(texts[place]) }
      }
    }
    return result
  }

  private static func withoutLastLine(_ text: String) -> String {
    text.lastIndex { $0.isNewline }.map { String(text[..<$0]) } ?? ""
  }

  private func run(_ programs: [String]) throws(Fault) -> [Bool?] {
    let manager = FileManager.default, folder = NSTemporaryDirectory() + "hairtrigger-bandit-\(UUID().uuidString)"
    defer { try? manager.removeItem(atPath: folder) }
    let names = programs.indices.map { "\($0).py" }
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      for (name, text) in zip(names, programs) { try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name)) }
    } catch {
      throw Fault(problem: "the code could not be written to \(folder)")
    }
    let ending: TimedProcess.Ending
    do throws(TimedProcess.Fault) {
      // What an answer says to Bandit in a comment does not count.
      ending = try TimedProcess.run(
        path, ["--format", "json", "--output", "report.json", "--exit-zero", "--quiet", "--ignore-nosec"] + names, in: folder,
        limit: timeLimit)
    } catch {
      throw Fault(problem: Self.problem(error, limit: timeLimit))
    }
    guard ending.status == 0 else {
      let last = ending.errors.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
      throw Fault(problem: "it ended with exit code \(ending.status)\(last)")
    }
    return try Self.read(folder + "/report.json", names: names)
  }

  private static func problem(_ fault: TimedProcess.Fault, limit: Double) -> String {
    switch fault {
    case .notStarted: "it could not be started"
    case .timedOut: "it did not end within \(Int(limit.rounded(.up))) s"
    case .signal(let number): "it was ended by signal \(number)"
    }
  }

  /// By program; nil for one that the report does not say was read.
  static func read(_ path: String, names: [String]) throws(Fault) -> [Bool?] {
    func bad(_ what: String) -> Fault { Fault(problem: "its report \(what)") }
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber
    guard let size, size.intValue <= mostBytes, let data = FileManager.default.contents(atPath: path) else { throw bad("is missing") }
    guard case .object(let report)? = try? JSONReader.read([UInt8](data), file: "report.json") else { throw bad("is no JSON object") }
    guard case .array(let results)? = report["results"] else { throw bad("has no list of results") }
    guard case .array(let errors)? = report["errors"] else { throw bad("has no list of errors") }
    guard case .object(let metrics)? = report["metrics"] else { throw bad("has no metrics") }
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    func place(_ entry: JSONValue, in list: String) throws(Fault) -> (fields: JSONObject, place: Int) {
      guard case .object(let fields) = entry, case .string(let file)? = fields["filename"], let place = places[name(file)] else {
        throw bad("names a file in \(list) that it was not given")
      }
      return (fields, place)
    }
    var found = [Bool?](repeating: nil, count: names.count)
    for member in metrics.members { if let place = places[name(member.key)] { found[place] = false } }
    for error in errors { found[try place(error, in: "errors").place] = nil }
    for result in results {
      let (fields, place) = try place(result, in: "results")
      guard case .string(let severity)? = fields["issue_severity"], case .string(let confidence)? = fields["issue_confidence"],
        levels.contains(severity), levels.contains(confidence)
      else { throw bad("has a result without severity and confidence") }
      if counted.contains(severity), counted.contains(confidence) { found[place] = true }
    }
    return found
  }

  /// Of `./1.py` and `/folder/1.py`: `1.py`.
  private static func name(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}

extension Bandit {
  /// Where it is, or why it is not run.
  package enum Location: Sendable, Equatable {
    case found(String)
    case absent
    /// An option or variable names a file that cannot be run.
    case unusable(namedBy: String, path: String)
  }

  /// What the option names; else what the environment's variable names; else the first on its PATH.
  package static func locate(option: String?, environment: [String: String]) -> Location {
    let manager = FileManager.default
    func isProgram(_ path: String) -> Bool {
      MappedFile.kind(of: path) == .regularFile && manager.isExecutableFile(atPath: path)
    }
    let named = [("--bandit", option), (variable, environment[variable])].first { $0.1?.isEmpty == false }
    if let (by, path) = named, let path {
      if path == none { return .absent }
      return isProgram(path) ? .found(URL(fileURLWithPath: path).path) : .unusable(namedBy: by, path: path)
    }
    for folder in (environment["PATH"] ?? "").split(separator: ":") where folder.hasPrefix("/") {
      let path = folder + "/bandit"
      if isProgram(String(path)) { return .found(String(path)) }
    }
    return .absent
  }
}
