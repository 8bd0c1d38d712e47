package import Probes

/// A suite in any file that people have.
package enum SuiteFile {
  /// YAML if the name ends in `.yaml` or `.yml`, else JSON Lines, see `Suite.read`.
  package static func read(path: String, malformed: MalformedLines = .refuse) throws(ProbeFileError) -> Suite {
    let lowered = path.lowercased()
    guard lowered.hasSuffix(".yaml") || lowered.hasSuffix(".yml") else {
      return try Suite.read(path: path, malformed: malformed)
    }
    return try QuestionYAML.read(name: path, bytes: TextFile.bytes(path: path), malformed: malformed)
  }

  /// What `--suite` names: a shipped suite if there is one of that name, else a file.
  package static func find(
    _ nameOrPath: String, in data: DataFolder, malformed: MalformedLines = .refuse
  ) throws(ProbeFileError) -> Suite {
    if let name = Suite.Name(rawValue: nameOrPath) { return try data.suite(name) }
    return try read(path: nameOrPath, malformed: malformed)
  }
}
