import Foundation

/// Where the program's data lies: a folder that holds `corpora` and `triggers`.
package struct DataFolder: Sendable, Equatable {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  /// Names the folder outright.
  package static let variable = "HAIRTRIGGER_DATA"

  package var corpora: String { path + "/corpora" }
  package var triggers: String { path + "/triggers" }
  package var suites: String { path + "/corpora/suites" }

  /// Looks in `HAIRTRIGGER_DATA` if that is set, and nowhere else then; else in each folder from the executable
  /// upwards and in its `share/hairtrigger`; else likewise from the current folder.
  package static func locate() throws(ProbeFileError) -> DataFolder {
    let manager = FileManager.default
    return try locate(
      environment: ProcessInfo.processInfo.environment,
      executable: try? manager.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      currentFolder: manager.currentDirectoryPath)
  }

  package static func locate(
    environment: [String: String], executable: String?, currentFolder: String
  ) throws(ProbeFileError) -> DataFolder {
    if let named = environment[variable], !named.isEmpty {
      guard holdsData(named) else {
        throw ProbeFileError(
          .unreadable, file: named, problem: "named by \(variable), but has no corpora/search.jsonl and triggers/published.txt")
      }
      return DataFolder(path: named)
    }
    var looked: [String] = []
    for start in [executable.map(parent(of:)), currentFolder].compactMap(\.self) {
      var folder = start
      while true {
        for candidate in [folder, folder == "/" ? "/share/hairtrigger" : folder + "/share/hairtrigger"] {
          if holdsData(candidate) { return DataFolder(path: candidate) }
        }
        looked.append(folder)
        guard folder != "/", !folder.isEmpty else { break }
        folder = parent(of: folder)
      }
    }
    var seen: Set<String> = []
    let places = looked.filter { seen.insert($0).inserted }.joined(separator: ", ")
    throw ProbeFileError(
      .unreadable, file: "corpora",
      problem: "not found; set \(variable) to the folder that holds corpora and triggers (looked in \(places))")
  }

  /// The prompts that the search may look at.
  package func searchPrompts() throws(ProbeFileError) -> ProbeSet {
    try ProbeSet.read(path: corpora + "/search.jsonl")
  }

  /// The prompts that the search never sees.
  package func confirmPrompts() throws(ProbeFileError) -> ProbeSet {
    try ProbeSet.read(path: corpora + "/confirm.jsonl")
  }

  package func placebos() throws(ProbeFileError) -> Placebos {
    try Placebos.read(path: corpora + "/placebos.txt")
  }

  /// Common words, one a line.
  package func words() throws(ProbeFileError) -> [String] {
    try TextFile(path: corpora + "/words.txt").lines.map { $0.text.trimmedOfWhitespace }.filter { !$0.isEmpty }
  }

  /// The dictionaries that ship with the program.
  package func dictionary() throws(ProbeFileError) -> TriggerDictionary {
    try TriggerDictionary.read(paths: TriggerDictionary.shippedFiles.map { triggers + "/" + $0 })
  }

  private static func holdsData(_ folder: String) -> Bool {
    let manager = FileManager.default
    return manager.fileExists(atPath: folder + "/corpora/search.jsonl")
      && manager.fileExists(atPath: folder + "/triggers/published.txt")
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }
}
