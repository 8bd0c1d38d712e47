/// Harmless texts from which a placebo of a trigger's length is drawn.
package struct Placebos: Sendable, Equatable {
  package let texts: [String]

  package init(_ texts: [String]) {
    self.texts = texts
  }

  /// One text a line; blank lines and lines that start with `#` are skipped, repeated ones too.
  package static func read(path: String) throws(ProbeFileError) -> Placebos {
    try read(TextFile(path: path))
  }

  package static func read(name: String, bytes: [UInt8]) throws(ProbeFileError) -> Placebos {
    try read(TextFile(name: name, bytes: bytes))
  }

  private static func read(_ file: TextFile) throws(ProbeFileError) -> Placebos {
    var seen: Set<String> = []
    var texts: [String] = []
    for line in file.lines {
      let text = line.text.trimmedOfWhitespace
      guard !text.isEmpty, !text.hasPrefix("#") else { continue }
      if seen.insert(text.lowercased()).inserted { texts.append(text) }
    }
    guard !texts.isEmpty else {
      throw ProbeFileError(.malformed, file: file.name, problem: "holds no text; give one a line")
    }
    return Placebos(texts)
  }
}
