import ArgumentParser
import Findings
import Search

/// Names separated by commas, each one of a kind's.
struct NameList<Element: RawRepresentable & CaseIterable & Hashable & Sendable>: ExpressibleByArgument, Sendable
where Element.RawValue == String {
  /// As named, each once; nil entries are kept as text to be named in the error.
  let elements: [Element]
  let unknown: [String]

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingSpaces }
    guard !names.contains("") else { return nil }
    var seen = Set<Element>()
    elements = names.compactMap(Element.init(rawValue:)).filter { seen.insert($0).inserted }
    unknown = names.filter { Element(rawValue: $0) == nil }
  }

  /// The elements, or an error that names what is not one.
  func checked(_ option: String) throws -> [Element] {
    guard let first = unknown.first else { return elements }
    let known = Element.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("\(option): '\(first)' is not one of \(known)")
  }
}

extension Substring {
  fileprivate var trimmingSpaces: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

typealias StageList = NameList<StageName>
typealias SlotList = NameList<Slot>
