import Probes
import Yams

/// The fields of one YAML mapping, each read with its type checked and its place named in errors. A field that is not
/// there is looked for in what the merge key `<<` names.
struct YAMLFields {
  let file: String
  let line: Int
  private let mappings: [Node.Mapping]

  /// Nil if the node is no mapping.
  init?(file: String, node: Node) {
    guard case .mapping(let own) = node else { return nil }
    self.file = file
    line = node.mark?.line ?? 0
    var mappings = [own]
    // One level: a merged mapping's own merges are not followed.
    switch Self.value("<<", in: own) {
    case .mapping(let merged)?: mappings.append(merged)
    case .sequence(let list)?:
      for case .mapping(let merged) in list { mappings.append(merged) }
    default: break
    }
    self.mappings = mappings
  }

  var names: [String] {
    mappings.flatMap { mapping in mapping.keys.compactMap { $0.scalar?.string } }
  }

  func text(_ name: String) throws(ProbeFileError) -> String {
    guard let text = try optionalText(name) else { throw error(name, "is missing; it must be a text") }
    return text
  }

  /// Nil if the field is missing or null.
  func optionalText(_ name: String) throws(ProbeFileError) -> String? {
    guard let node = node(name) else { return nil }
    return try text(of: node, name)
  }

  func texts(_ name: String) throws(ProbeFileError) -> [String] {
    guard let node = node(name) else { throw error(name, "is missing; it must be a list of texts") }
    guard case .sequence(let sequence) = node else { throw error(name, "is \(Self.kind(node)); it must be a list of texts") }
    var texts: [String] = []
    for (index, element) in sequence.enumerated() {
      texts.append(try text(of: element, "\(name)[\(index)]"))
    }
    return texts
  }

  /// A mapping of names to texts.
  func optionalTexts(_ name: String) throws(ProbeFileError) -> [String: String]? {
    guard let node = node(name) else { return nil }
    guard case .mapping(let mapping) = node else { throw error(name, "is \(Self.kind(node)); it must be a mapping of texts") }
    var texts: [String: String] = [:]
    for (key, value) in mapping {
      guard let key = key.scalar?.string else { throw error(name, "has a name that is no text") }
      texts[key] = try text(of: value, "\(name).\(key)")
    }
    return texts
  }

  /// A whole number from 1 to `limit`.
  func optionalCount(_ name: String, atMost limit: Int) throws(ProbeFileError) -> Int? {
    guard let node = node(name) else { return nil }
    guard let text = node.scalar?.string, let count = Int(text), (1...limit).contains(count) else {
      throw error(name, "must be a whole number from 1 to \(limit)")
    }
    return count
  }

  func error(_ name: String, _ problem: String) -> ProbeFileError {
    ProbeFileError(.malformed, file: file, line: line, field: name, problem: problem)
  }

  private func text(of node: Node, _ name: String) throws(ProbeFileError) -> String {
    guard let text = node.scalar?.string else { throw error(name, "is \(Self.kind(node)); it must be a text") }
    guard text.contains(where: { !$0.isWhitespace }) else { throw error(name, "is blank; it must hold text") }
    return text
  }

  private func node(_ name: String) -> Node? {
    for mapping in mappings {
      guard let node = Self.value(name, in: mapping) else { continue }
      // An unquoted null, or nothing behind the colon.
      if case .scalar(let scalar) = node, scalar.style == .plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
        return nil
      }
      return node
    }
    return nil
  }

  /// By the text of the key alone: comparing nodes walks all that a key's anchors hold.
  private static func value(_ name: String, in mapping: Node.Mapping) -> Node? {
    mapping.first { $0.key.scalar?.string == name }?.value
  }

  private static func kind(_ node: Node) -> String {
    switch node {
    case .scalar: "a single value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    case .alias: "an anchor's name that was not resolved"
    }
  }
}
