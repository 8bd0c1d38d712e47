internal import Foundation

/// Small documents beside the records, such as `campaign.toml` and `stats.json`: no part of the store's records or digest.
extension CorpusStore {
  private static let documentLimit = 1 << 20

  /// A document's text. Throws `StoreError`, `missing` where there is none.
  package static func document(_ name: String, at path: String) throws(StoreError) -> String {
    let bytes = try StoreDirectory.open(path).contents(name, limit: documentLimit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw StoreError(.malformed, path: path + "/" + name, "is no UTF-8 text")
    }
    return text
  }

  /// Replaces a document: readers, and whoever comes after a power cut, see the old or the new one.
  package static func replaceDocument(_ name: String, at path: String, with text: String) throws(StoreError) {
    try StoreDirectory.open(path).replace(name, with: Array(text.utf8))
  }

  /// Makes a new folder, for its owner only, that stores are put into.
  package static func createFolder(_ path: String) throws(StoreError) { _ = try StoreDirectory.create(path) }

  package static func removeDocument(_ name: String, at path: String) throws(StoreError) {
    try StoreDirectory.open(path).removeIfPresent(name)
  }

  package static func hasDocument(_ name: String, at path: String) -> Bool {
    (try? StoreDirectory.open(path).file(name, .read)) != nil
  }

  /// The process that writes to the store at this moment; nil where none does. Takes no lock.
  package static func writer(at path: String) -> Int32? {
    guard let file = try? StoreDirectory.open(path).file(StoreFormat.lockName, .read),
      let holder = try? file.read(32, at: 0), let inode = try? SystemCalls.inode(file.descriptor),
      let locks = try? String(contentsOfFile: "/proc/locks", encoding: .utf8)
    else { return nil }
    let process = Int32(String(decoding: holder, as: UTF8.self).filter(\.isNumber))
    for line in locks.split(separator: "\n") {
      // 1: FLOCK  ADVISORY  WRITE 4711 08:01:131 0 EOF
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count >= 6, fields[1] == "FLOCK", fields[5].split(separator: ":").last.map(String.init) == String(inode) else {
        continue
      }
      // A process in another container's view is 0 here.
      if let process, fields[4] == String(process) || fields[4] == "0" { return process }
    }
    return nil
  }
}
