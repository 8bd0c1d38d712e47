import Foundation
import Testing

/// Text that is compared with a file in Fixtures. With HAIRTRIGGER_UPDATE_SNAPSHOTS=1 the files are written instead: read
/// the difference before committing it, and run Fixtures/check_exports.py.
enum Snapshot {
  static func check(_ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name)
    if ProcessInfo.processInfo.environment["HAIRTRIGGER_UPDATE_SNAPSHOTS"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == expected, "\(name) differs", sourceLocation: sourceLocation)
  }
}
