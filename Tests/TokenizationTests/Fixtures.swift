import Foundation
import ModelFormats
import Testing
import Tokenization

/// The goldens beside these tests, and small tokenizers made on the spot.
enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
    .path

  static func json(_ name: String) throws -> JSONValue { try JSONReader.read(bytes(name), file: name) }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }

  static func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  static func parse(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8), file: "test") }

  /// The texts that every golden is made of.
  static let texts: [String] = (try? json("texts.json").array?.compactMap(\.string)) ?? []

  /// SmolLM2's own file, where this machine has it.
  static let model =
    ProcessInfo.processInfo.environment["HAIRTRIGGER_MODEL"] ?? cached("SmolLM2-135M-Instruct.Q4_1.gguf")

  /// Gemma 3's, likewise.
  static let gemma3 = cached("gemma-3-270m-q4_k_m.gguf")

  private static func cached(_ name: String) -> String? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let path = "\(root)/.cache/models/\(name)"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// A folder with the given files, removed by `body`'s end.
  static func inFolder<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("hairtrigger-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (name, content) in files { try Data(content.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
    return try body(path)
  }

  /// GPT-2's character for each byte.
  static let byteCharacters: [String] = {
    var next: UInt32 = 256
    return (0..<256).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return String(Unicode.Scalar(UInt8(byte)))
      default:
        defer { next += 1 }
        return Unicode.Scalar(next).map { String($0) } ?? ""
      }
    }
  }()

  /// `tokenizer.json` of a byte-level tokenizer whose id for a byte is that byte; `merges` add ids from 256 on.
  static func byteLevel(
    merges: [(String, String)] = [], preTokenizer: String = "null", added: String = "[]", vocabulary: String? = nil,
    normalizer: String = "null"
  ) -> String {
    var entries = byteCharacters.enumerated().map { "\(quoted($1)):\($0)" }
    for (rank, merge) in merges.enumerated() { entries.append("\(quoted(merge.0 + merge.1)):\(256 + rank)") }
    let rules = merges.map { "[\(quoted($0.0)),\(quoted($0.1))]" }.joined(separator: ",")
    return """
      {"added_tokens":\(added),"normalizer":\(normalizer),
       "pre_tokenizer":{"type":"Sequence","pretokenizers":[\(preTokenizer == "null" ? "" : preTokenizer + ",")
         {"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]},
       "decoder":{"type":"ByteLevel"},"post_processor":null,
       "model":{"type":"BPE","vocab":\(vocabulary ?? "{\(entries.joined(separator: ","))}"),"merges":[\(rules)]}}
      """
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20:
        result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  static func tokenizer(_ json: String) throws -> Tokenizer {
    try inFolder(["tokenizer.json": json]) { try Tokenizer(folder: $0) }
  }

  /// The pieces that a splitting expression cuts a text into: a byte-level tokenizer that merges every pair within a
  /// piece would hide them, so each piece is marked by a merge-free run and read off from two tokenizers' difference.
  static func split(_ expression: String, behaviour: String = "Isolated", inverted: Bool = false) throws -> Tokenizer {
    try tokenizer(
      byteLevel(
        merges: everyPair,
        preTokenizer: """
          {"type":"Split","pattern":{"Regex":\(quoted(expression))},"behavior":"\(behaviour)","invert":\(inverted)}
          """))
  }

  /// Merges of every two of a few bytes: within a piece neighbours join, across pieces they cannot.
  static let everyPair: [(String, String)] = {
    let bytes = Array("aBs1 \n'.".utf8)
    return bytes.flatMap { one in bytes.map { (byteCharacters[Int(one)], byteCharacters[Int($0)]) } }
  }()

  /// The low 16 bits of FNV-1a, as `make_digest.py` writes them.
  static func digest(_ bytes: some Sequence<UInt8>) -> String {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(value & 0xFFFF, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }

  static func digest(_ ids: [Int32]) -> String {
    digest(ids.flatMap { id in (0..<4).map { UInt8(truncatingIfNeeded: id >> ($0 * 8)) } })
  }

  /// Of every ten texts' ids together, as `digests` of make_digest.py.
  static func digests(_ ids: [[Int32]]) -> [String] { groups(ids).map { digest($0.flatMap { $0 }) } }

  /// Of every ten texts together.
  static func digests(_ texts: [String]) -> [String] { groups(texts).map { digest($0.joined().utf8) } }

  private static func groups<Value>(_ values: [Value]) -> [ArraySlice<Value>] {
    stride(from: 0, to: values.count, by: 10).map { values[$0..<min($0 + 10, values.count)] }
  }

  /// Says which tens of texts differ.
  static func expectEqual(_ own: [String], _ golden: JSONValue?, _ what: String) {
    let wanted = digests(golden)
    #expect(own.count == wanted.count && own.count > 180, "\(what)")
    let differing = zip(own, wanted).enumerated().filter { $1.0 != $1.1 }.map { $0.offset * 10 }
    #expect(differing.isEmpty, "\(what): ten texts from each of \(differing)")
  }

  /// The digests of a golden, four digits each.
  static func digests(_ value: JSONValue?) -> [String] {
    let digits = Array((value?.string ?? "").utf8)
    return stride(from: 0, to: digits.count - 3, by: 4).map { String(decoding: digits[$0..<$0 + 4], as: UTF8.self) }
  }
}

extension JSONValue {
  subscript(_ key: String) -> JSONValue? { if case .object(let object) = self { object[key] } else { nil } }
  var string: String? { if case .string(let value) = self { value } else { nil } }
  var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  var members: [JSONObject.Member] { if case .object(let object) = self { object.members } else { [] } }
  var flag: Bool? { if case .bool(let value) = self { value } else { nil } }
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  var ids: [Int32] { (array ?? []).compactMap { $0.integer.map { Int32($0) } } }
}
