import Foundation
import Probes

/// Suites as users name them: shipped ones, groups of them, and files.
enum SuiteNames {
  static let groups = ["sycophancy", "subterfuge", "misalignment", "all"]

  static let list = Suite.Name.allCases.map(\.rawValue).joined(separator: ", ")

  /// Groups taken apart; the others as they are.
  static func expanded(_ names: [String]) -> [String] {
    names.flatMap { name in
      guard groups.contains(name), Suite.Name(rawValue: name) == nil else { return [name] }
      return Suite.Name.allCases.map(\.rawValue).filter { name == "all" || $0.hasPrefix(name + "-") }
    }
  }

  /// A line for the first name that is neither a suite nor spelled like a file: what is spelled like one is one, even if it is
  /// missing, which is another fault.
  static func fault(_ names: [String]) -> String? {
    names.first { !isSuite($0) && !isFile($0) }.map { name in
      let known = groups + Suite.Name.allCases.map(\.rawValue)
      return "--suite: '\(name)' is neither a file nor one of \(known.joined(separator: ", "))"
    }
  }

  private static func isSuite(_ name: String) -> Bool { Suite.Name(rawValue: name) != nil || groups.contains(name) }

  private static func isFile(_ name: String) -> Bool {
    name.contains("/") || name.contains(".") || FileManager.default.fileExists(atPath: name)
  }
}
