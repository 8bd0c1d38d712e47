/// Texts that a hidden trigger may look like, from dictionary files in a fixed order, each text once.
package struct TriggerDictionary: Sendable, Equatable {
  package struct Entry: Sendable, Equatable, Hashable {
    package let text: String
    /// The file's name without folder, `published.txt` say.
    package let file: String
    package let line: Int
  }

  package let entries: [Entry]
  /// Combinations that were left out because a line has more than the limit; `Int.max` if they cannot be counted.
  package let leftOut: Int

  /// Combinations taken of one line at most.
  package static let lineLimit = 20_000

  package var texts: [String] { entries.map(\.text) }

  /// The files that ship with the program, the shortest lists first.
  package static let shippedFiles = [
    "published.txt", "tags.txt", "names.txt", "rare-tokens.txt", "unicode.txt", "dates-years.txt", "grammars.txt",
  ]

  /// Reads files in the order given. A text that an earlier line gave, byte for byte, is dropped.
  package static func read(
    paths: [String], lineLimit: Int = TriggerDictionary.lineLimit
  ) throws(ProbeFileError) -> TriggerDictionary {
    var files: [TextFile] = []
    for path in paths {
      files.append(try TextFile(path: path))
    }
    return try TriggerDictionary(files, lineLimit: lineLimit)
  }

  package static func read(
    name: String, bytes: [UInt8], lineLimit: Int = TriggerDictionary.lineLimit
  ) throws(ProbeFileError) -> TriggerDictionary {
    try TriggerDictionary([TextFile(name: name, bytes: bytes)], lineLimit: lineLimit)
  }

  private init(_ files: [TextFile], lineLimit: Int) throws(ProbeFileError) {
    var entries: [Entry] = []
    var leftOut = 0
    // By bytes: Swift's equality of strings takes a letter with a combining mark for the letter with the mark in it.
    var seen: Set<[UInt8]> = []
    for file in files {
      let shortName = file.name.split(separator: "/").last.map(String.init) ?? file.name
      var sets: [String: [String]] = [:]
      for line in file.lines {
        let text = Self.trimmed(line.text)
        guard !text.isEmpty, !text.hasPrefix("#") else { continue }
        do throws(TriggerGrammar.Problem) {
          if text.hasPrefix("=") {
            let (name, alternatives) = try Self.definition(text)
            sets[name] = alternatives
            continue
          }
          let grammar = try TriggerGrammar(text, sets: sets)
          if grammar.count > lineLimit {
            let (sum, overflow) = leftOut.addingReportingOverflow(grammar.count - lineLimit)
            leftOut = overflow || grammar.count == Int.max ? Int.max : sum
          }
          for trigger in grammar.texts(limit: lineLimit) where !trigger.isEmpty && seen.insert(Array(trigger.utf8)).inserted {
            entries.append(Entry(text: trigger, file: shortName, line: line.number))
          }
        } catch {
          throw ProbeFileError(.malformed, file: file.name, line: line.number, problem: error.text)
        }
      }
    }
    self.entries = entries
    self.leftOut = leftOut
  }

  /// `=name a|b|c`
  private static func definition(_ text: String) throws(TriggerGrammar.Problem) -> (String, [String]) {
    let parts = text.dropFirst().split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else {
      throw TriggerGrammar.Problem("a set is defined as =name a|b|c; write \\= for a text that starts with the sign")
    }
    return (String(parts[0]), try TriggerGrammar.alternatives(String(parts[1])))
  }

  /// Without spaces and tabs at the ends. Other white space is text: a dictionary may hold it on purpose.
  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let isCut: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = scalars.firstIndex(where: { !isCut($0) }), let last = scalars.lastIndex(where: { !isCut($0) }) else {
      return ""
    }
    return String(scalars[first...last])
  }
}
