import Foundation

/// The fields of one JSON object, each read with its type checked and its place named in errors.
struct JSONFields {
  let file: String
  let line: Int
  /// Where the object lies in its line, `messages[0]` say; empty for the line's own object.
  let place: String
  private let values: [String: JSONValue]

  /// Parses a line that must be one JSON object.
  init(file: String, line: TextFile.Line) throws(ProbeFileError) {
    guard let parsed = try? JSONDecoder().decode(JSONValue.self, from: Data(line.text.utf8)) else {
      throw ProbeFileError(
        .malformed, file: file, line: line.number, problem: "not valid JSON; each line must be one JSON object")
    }
    guard case .object(let values) = parsed else {
      throw ProbeFileError(
        .malformed, file: file, line: line.number, problem: "holds \(parsed.kind); each line must be one JSON object")
    }
    self.init(file: file, line: line.number, place: "", values: values)
  }

  private init(file: String, line: Int, place: String, values: [String: JSONValue]) {
    self.file = file
    self.line = line
    self.place = place
    self.values = values
  }

  var names: [String] { values.keys.sorted() }

  func has(_ name: String) -> Bool {
    guard let value = values[name] else { return false }
    return value != .null
  }

  func string(_ name: String) throws(ProbeFileError) -> String {
    guard let value = values[name] else { throw error(name, "is missing; it must be a string") }
    guard case .string(let text) = value else { throw error(name, "is \(value.kind); it must be a string") }
    return text
  }

  /// As `string`, and not blank.
  func text(_ name: String) throws(ProbeFileError) -> String {
    let text = try string(name)
    guard text.contains(where: { !$0.isWhitespace }) else { throw error(name, "is blank; it must hold text") }
    return text
  }

  func optionalString(_ name: String) throws(ProbeFileError) -> String? {
    has(name) ? try string(name) : nil
  }

  func strings(_ name: String) throws(ProbeFileError) -> [String] {
    guard let value = values[name] else { throw error(name, "is missing; it must be a list of strings") }
    guard case .list(let list) = value else { throw error(name, "is \(value.kind); it must be a list of strings") }
    var texts: [String] = []
    for (index, element) in list.enumerated() {
      guard case .string(let text) = element else {
        throw error("\(name)[\(index)]", "is \(element.kind); it must be a string")
      }
      texts.append(text)
    }
    return texts
  }

  /// One string, or a list of them.
  func stringOrStrings(_ name: String) throws(ProbeFileError) -> [String] {
    isList(name) ? try strings(name) : [try string(name)]
  }

  func number(_ name: String) throws(ProbeFileError) -> Double {
    guard let value = values[name] else { throw error(name, "is missing; it must be a number") }
    guard case .number(let number) = value, number.isFinite else {
      throw error(name, "is \(value.kind); it must be a finite number")
    }
    return number
  }

  func bool(_ name: String) throws(ProbeFileError) -> Bool {
    guard let value = values[name] else { throw error(name, "is missing; it must be true or false") }
    guard case .bool(let bool) = value else {
      throw error(name, "is \(value.kind); it must be true or false")
    }
    return bool
  }

  func object(_ name: String) throws(ProbeFileError) -> JSONFields {
    guard let value = values[name] else { throw error(name, "is missing; it must be an object") }
    guard case .object(let inner) = value else { throw error(name, "is \(value.kind); it must be an object") }
    return JSONFields(file: file, line: line, place: path(name), values: inner)
  }

  func objects(_ name: String) throws(ProbeFileError) -> [JSONFields] {
    guard let value = values[name] else { throw error(name, "is missing; it must be a list of objects") }
    guard case .list(let list) = value else { throw error(name, "is \(value.kind); it must be a list of objects") }
    var objects: [JSONFields] = []
    for (index, element) in list.enumerated() {
      guard case .object(let inner) = element else {
        throw error("\(name)[\(index)]", "is \(element.kind); it must be an object")
      }
      objects.append(JSONFields(file: file, line: line, place: path("\(name)[\(index)]"), values: inner))
    }
    return objects
  }

  func isList(_ name: String) -> Bool {
    if case .list? = values[name] { true } else { false }
  }

  func error(_ name: String, _ problem: String) -> ProbeFileError {
    ProbeFileError(.malformed, file: file, line: line, field: path(name), problem: problem)
  }

  private func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
}
