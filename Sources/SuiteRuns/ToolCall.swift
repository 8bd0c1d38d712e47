package import ModelFormats

/// A call of a tool that an answer makes.
package struct ToolCall: Sendable, Equatable {
  package let name: String
  package let arguments: JSONObject

  package init(name: String, arguments: JSONObject) {
    self.name = name
    self.arguments = arguments
  }

  /// Calls in an answer, in order: JSON objects with a `name` and `arguments` (or `parameters`), whatever stands around
  /// them. That is how chat templates have models write calls, and how the text protocol asks for them.
  package static func calls(in answer: String) -> [ToolCall] {
    let bytes = Array(answer.utf8)
    var calls = [ToolCall](), at = 0
    while let open = bytes[at...].firstIndex(of: UInt8(ascii: "{")) {
      if let end = objectEnd(bytes, from: open), let call = call(Array(bytes[open..<end])) {
        calls.append(call)
        at = end
      } else {
        at = open + 1
      }
    }
    return calls
  }

  private static func call(_ bytes: [UInt8]) -> ToolCall? {
    guard case .object(let object)? = try? JSONReader.read(bytes, file: "tool call"),
      case .string(let name)? = object["name"]
    else { return nil }
    switch object["arguments"] ?? object["parameters"] {
    case .object(let arguments)?: return ToolCall(name: name, arguments: arguments)
    case .string(let text)?:
      // Some models write the arguments as a text that holds JSON.
      guard case .object(let arguments)? = try? JSONReader.read(Array(text.utf8), file: "tool call") else { return nil }
      return ToolCall(name: name, arguments: arguments)
    default: return nil
    }
  }

  /// Behind the brace that closes the one at `open`; nil where none does.
  private static func objectEnd(_ bytes: [UInt8], from open: Int) -> Int? {
    var depth = 0, isText = false, at = open
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: "\\") where isText: at += 1
      case UInt8(ascii: "\""): isText.toggle()
      case UInt8(ascii: "{") where !isText: depth += 1
      case UInt8(ascii: "}") where !isText:
        depth -= 1
        if depth == 0 { return at + 1 }
      default: break
      }
      at += 1
    }
    return nil
  }

  func text(_ argument: String) -> String? {
    if case .string(let text)? = arguments[argument] { text } else { nil }
  }

  /// A whole number, also one written as a text or with a fraction of zero.
  func number(_ argument: String) -> Int? {
    switch arguments[argument] {
    case .integer(let number)?: number
    case .number(let number)?: Int(exactly: number)
    case .string(let text)?: Int(text)
    default: nil
    }
  }
}
