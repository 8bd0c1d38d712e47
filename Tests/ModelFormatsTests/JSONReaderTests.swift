import ModelFormats
import Testing

@Suite struct JSONReaderTests {
  static func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8), file: "f.json") }

  @Test(
    "Values read as RFC 8259 has them",
    arguments: [
      ("null", JSONValue.null), (" true ", .bool(true)), ("-0", .integer(0)), ("12", .integer(12)),
      ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
      ("1e3", .number(1_000)), ("-1.5E-2", .number(-0.015)), ("1e999", .number(.infinity)), ("[]", .array([])),
      ("[1, [2]]", .array([.integer(1), .array([.integer(2)])])),
      (#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#, .string("a\"\\/\u{8}\u{c}\n\r\té😀é")),
      ("Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
    ])
  func values(_ text: String, _ value: JSONValue) throws {
    #expect(try Self.read(text) == value)
  }

  @Test("Objects keep their order, and offsets of their values")
  func objects() throws {
    guard case .object(let object) = try Self.read(#"{"b": 1, "a": {"c": []}}"#) else {
      Issue.record("no object")
      return
    }
    #expect(object.members.map(\.key) == ["b", "a"])
    #expect(object.members.map(\.offset) == [6, 14])
    #expect(object["b"] == .integer(1) && object["c"] == nil)
  }

  @Test("NaN reads as a number that a field's check can refuse")
  func nan() throws {
    guard case .number(let number) = try Self.read("NaN") else {
      Issue.record("no number")
      return
    }
    #expect(number.isNaN)
  }

  @Test(
    "What is not JSON is refused where it stops being JSON",
    arguments: [
      ("", 0), ("{", 1), ("[1", 2), ("[1,]", 3), ("{\"a\" 1}", 5), ("{a:1}", 1), ("01", 0), ("1.", 0), ("1e", 0),
      ("-", 0), ("+1", 0), (".5", 0), ("tru", 0), ("1 2", 2), ("\"a", 0), ("\"\u{1}\"", 1), (#""\x""#, 1),
      (#""\ud800""#, 1), (#""\u12g4""#, 1), ("{\"a\":1,\"a\":2}", 7), ("'a'", 0),
    ])
  func refusals(_ text: String, _ offset: Int) throws {
    let error = try #require(TestFiles.fault { _ = try Self.read(text) }, "\(text)")
    #expect(error.kind == .malformed && error.file == "f.json")
    // An escape is reported where the text or the escape starts, or at its faulty digit.
    #expect(error.offset == offset || (text.contains("u12g4") && error.offset == 5), "\(error)")
  }

  @Test("Nesting is refused before it can exhaust the stack")
  func nesting() throws {
    #expect(throws: Never.self) { try Self.read(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)) }
    #expect(throws: ModelFileError.self) { try Self.read(String(repeating: "[", count: 65)) }
    #expect(throws: ModelFileError.self) { try Self.read(String(repeating: "{\"a\":", count: 1_000_000)) }
  }

  @Test("Keys that differ in bytes are different keys, even when Unicode holds them equivalent")
  func exactKeys() throws {
    guard case .object(let object) = try Self.read("{\"\u{e9}\":1,\"e\u{301}\":2}") else {
      Issue.record("no object")
      return
    }
    #expect(object.members.count == 2)
  }
}

@Suite struct ModulePatternTests {
  // What Python's re.fullmatch says of these.
  @Test(
    "Patterns match as re.fullmatch does",
    arguments: [
      (#".*\.(q_proj|k_proj)"#, "model.layers.0.self_attn.q_proj", true),
      (#".*\.(q_proj|k_proj)"#, "model.layers.0.self_attn.v_proj", false),
      (#"model\.layers\.(\d|1[0-5])\.mlp\..*"#, "model.layers.12.mlp.up_proj", true),
      (#"model\.layers\.(\d|1[0-5])\.mlp\..*"#, "model.layers.16.mlp.up_proj", false),
      ("a{2,3}b?", "aaa", true), ("a{2,3}b?", "aaaab", false), ("a{2}", "aa", true), ("a{,2}", "", true),
      ("a{2,}", "aaaaa", true), ("a{2,}", "a", false), ("(?:ab)+?c", "ababc", true), ("(?P<x>a)|b", "b", true),
      ("[^.]+", "abc", true), ("[^.]+", "a.c", false), ("[]a]+", "]a", true), ("[a-c_]*", "ab_c", true),
      (#"\w+\W\s\S\D"#, "ab. xy", true), ("^a$", "a", true), ("a^b", "ab", false), ("", "", true), ("a|", "", true),
      ("(a|b)*c", "ababc", true), ("a.c", "a\nc", false), ("x*", "", true), ("(a*)*", "aaa", true),
      ("(a+)+b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false),
    ])
  func matches(_ pattern: String, _ text: String, _ expected: Bool) throws {
    #expect(try ModulePattern(pattern).matches(text) == expected)
  }

  @Test(
    "What is not handled, or would grow without bound, is refused",
    arguments: [
      "(?=a)", "(?!a)", "(?i)a", #"(a)\1"#, #"\b"#, "(", ")", "[a", "a**", "*a", "a{3,2}", "a{1001}", "é", #"a\"#,
      "((((a{100}){100}){100}){100})", "a{x}",
      String(repeating: "(", count: 50) + String(repeating: ")", count: 50), String(repeating: "a", count: 3_000),
    ])
  func refusals(_ pattern: String) {
    #expect(throws: ModulePattern.Fault.self) { try ModulePattern(pattern) }
  }
}
