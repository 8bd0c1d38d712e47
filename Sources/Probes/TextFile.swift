import Foundation

/// A file of lines, read whole: a regular file in UTF-8, of at most `sizeLimit` bytes and `lineLimit` bytes a line.
package struct TextFile {
  package struct Line {
    /// Counted from 1.
    package let number: Int
    package let text: String
  }

  static let sizeLimit = 256 << 20
  static let lineLimit = 4 << 20

  package let name: String
  package let lines: [Line]

  package init(path: String) throws(ProbeFileError) {
    let bytes = try Self.bytes(path: path)
    try self.init(name: path, bytes: bytes)
  }

  /// Lines end with a line feed, or a carriage return and a line feed; a byte order mark at the start is left out.
  package init(name: String, bytes: [UInt8]) throws(ProbeFileError) {
    self.name = name
    var lines: [Line] = []
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    var number = 0
    while !rest.isEmpty {
      number += 1
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      var line = rest[rest.startIndex..<end]
      rest = end < rest.endIndex ? rest[(end + 1)...] : rest[end...]
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      guard line.count <= Self.lineLimit else {
        throw ProbeFileError(
          .malformed, file: name, line: number, problem: "the line is longer than \(Self.lineLimit >> 20) MiB; split it")
      }
      guard let text = String(validating: line, as: UTF8.self) else {
        throw ProbeFileError(.malformed, file: name, line: number, problem: "not valid UTF-8; save the file as UTF-8")
      }
      guard !line.contains(0) else {
        throw ProbeFileError(.malformed, file: name, line: number, problem: "holds a zero byte; this is not a text file")
      }
      lines.append(Line(number: number, text: text))
    }
    self.lines = lines
  }

  /// Lines that are not blank.
  var filledLines: [Line] {
    lines.filter { line in line.text.contains { !$0.isWhitespace } }
  }

  /// The bytes of a regular file, whose size is checked before anything is read.
  package static func bytes(path: String) throws(ProbeFileError) -> [UInt8] {
    let manager = FileManager.default
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? manager.attributesOfItem(atPath: resolved) else {
      throw ProbeFileError(.unreadable, file: path, problem: "no such file; check the path")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw ProbeFileError(.unreadable, file: path, problem: "not a regular file; give the path of a file")
    }
    let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
    guard size <= sizeLimit else {
      throw ProbeFileError(
        .malformed, file: path, problem: "larger than \(sizeLimit >> 20) MiB; give fewer lines")
    }
    guard let data = manager.contents(atPath: resolved) else {
      throw ProbeFileError(.unreadable, file: path, problem: "cannot be read; check its permissions")
    }
    return [UInt8](data)
  }
}
