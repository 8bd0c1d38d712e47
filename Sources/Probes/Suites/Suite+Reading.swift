extension Suite {
  /// Reads a suite in JSON Lines. The form is known by the file's name (a shipped suite) or by the fields of its first
  /// object: model-written evaluations (`answer_matching_behavior`), SycophancyEval (`base` beside `prompt`), or
  /// conversations (`messages` or `prompt`), which have no oracle of their own.
  package static func read(path: String, malformed: MalformedLines = .refuse) throws(ProbeFileError) -> Suite {
    try read(TextFile(path: path), malformed: malformed)
  }

  /// As `read(path:malformed:)`, from bytes.
  package static func read(
    name: String, bytes: [UInt8], malformed: MalformedLines = .refuse
  ) throws(ProbeFileError) -> Suite {
    try read(TextFile(name: name, bytes: bytes), malformed: malformed)
  }

  private static func read(_ file: TextFile, malformed: MalformedLines) throws(ProbeFileError) -> Suite {
    let stem = String(file.name.split(separator: "/").last?.split(separator: ".").first ?? "")
    if let name = Name(rawValue: stem) {
      return try collect(file, name: stem, isShipped: true, malformed: malformed) { fields throws(ProbeFileError) in
        (ShippedSuites.measure(name), try ShippedSuites.cases(name, fields))
      }
    }
    // The first line that parses decides; lines before it are malformed whatever the form.
    guard let first = file.filledLines.lazy.compactMap({ try? JSONFields(file: file.name, line: $0) }).first else {
      throw ProbeFileError(.malformed, file: file.name, problem: "holds no JSON object; give one a line")
    }
    if first.has("answer_matching_behavior") {
      return try collect(file, name: stem, malformed: malformed) { fields throws(ProbeFileError) in
        (.matchingPreferred, [try ModelWrittenReader.suiteCase(fields)])
      }
    }
    if first.has("base") {
      return try collect(file, name: stem, malformed: malformed) { fields throws(ProbeFileError) in
        let (measure, suiteCase) = try SycophancyEvalReader.suiteCase(fields)
        return (measure, [suiteCase])
      }
    }
    guard first.has("messages") || first.has("prompt") else {
      throw ProbeFileError(
        .malformed, file: file.name, line: first.line,
        problem: "is of no known suite; needs answer_matching_behavior, base beside prompt, messages or prompt")
    }
    let prompts = try ProbeSet.read(file, malformed: malformed)
    let cases = prompts.prompts.map { SuiteCase(item: $0.id, messages: $0.messages, oracle: .none) }
    return Suite(name: stem, measure: .unspecified, cases: cases, skipped: prompts.skipped)
  }

  /// Reads line by line. A suite has one measure: a line of another is malformed. A case that an earlier line had is
  /// malformed in a shipped suite; public files do repeat some, which are left out and named in `skipped`.
  private static func collect(
    _ file: TextFile, name: String, isShipped: Bool = false, malformed: MalformedLines,
    read: (JSONFields) throws(ProbeFileError) -> (SuiteMeasure, [SuiteCase])
  ) throws(ProbeFileError) -> Suite {
    var measure: SuiteMeasure?
    var cases: [SuiteCase] = []
    var skipped: [ProbeFileError] = []
    var lineOfID: [String: Int] = [:]
    for line in file.filledLines {
      do throws(ProbeFileError) {
        let (found, new) = try read(JSONFields(file: file.name, line: line))
        if let measure, measure != found {
          throw ProbeFileError(
            .malformed, file: file.name, line: line.number,
            problem: "belongs to \(found.rawValue), the lines before it to \(measure.rawValue); give each a file of its own")
        }
        if let repeated = new.first(where: { lineOfID[$0.id] != nil }), let earlier = lineOfID[repeated.id] {
          let error = ProbeFileError(
            .malformed, file: file.name, line: line.number, problem: "the same case as line \(earlier); it is asked once")
          if isShipped { throw error }
          skipped.append(error)
          continue
        }
        measure = found
        for suiteCase in new { lineOfID[suiteCase.id] = line.number }
        cases += new
      } catch {
        if case .refuse = malformed { throw error }
        skipped.append(error)
      }
    }
    guard let measure else {
      throw skipped.first ?? ProbeFileError(.malformed, file: file.name, problem: "holds no item; give one a line")
    }
    return Suite(name: name, measure: measure, cases: cases, skipped: skipped)
  }
}
