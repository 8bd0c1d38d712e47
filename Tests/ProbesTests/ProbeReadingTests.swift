import Foundation
import Probes
import Testing

@Suite struct ProbeReadingTests {
  struct Refused: CustomTestStringConvertible, Sendable {
    let name: String
    let file: String
    let bytes: [UInt8]
    let line: Int?
    let field: String?
    let problem: String

    var testDescription: String { name }

    init(_ name: String, _ text: String, file: String = "p.jsonl", line: Int?, field: String? = nil, problem: String) {
      self.init(name, bytes: Array(text.utf8), file: file, line: line, field: field, problem: problem)
    }

    init(_ name: String, bytes: [UInt8], file: String = "p.jsonl", line: Int?, field: String? = nil, problem: String) {
      self.name = name
      self.file = file
      self.bytes = bytes
      self.line = line
      self.field = field
      self.problem = problem
    }
  }

  static let refused: [Refused] = [
    Refused("an empty file", "", line: nil, problem: "holds no prompt"),
    Refused("a file of blank lines", "\n  \n\t\n", file: "p.txt", line: nil, problem: "holds no prompt"),
    Refused("text where JSON is due", "{\"prompt\":\"Why?\"}\nWhy?", line: 2, problem: "not valid JSON"),
    Refused("a cut line", "{\"prompt\":\"Wh", line: 1, problem: "not valid JSON"),
    Refused("two objects on a line", "{\"prompt\":\"a\"}{\"prompt\":\"b\"}", line: 1, problem: "not valid JSON"),
    Refused("a list", "[1,2]", line: 1, problem: "holds a list"),
    Refused("a number", "17", line: 1, problem: "holds a number"),
    Refused("null", "null", line: 1, problem: "holds null"),
    Refused("no prompt at all", "{\"id\":\"x\"}", line: 1, field: "messages", problem: "is missing"),
    Refused("messages that are a string", "{\"messages\":\"hi\"}", line: 1, field: "messages", problem: "is a string"),
    Refused("no messages", "{\"messages\":[]}", line: 1, field: "messages", problem: "is empty"),
    Refused("a message that is a string", "{\"messages\":[\"hi\"]}", line: 1, field: "messages[0]", problem: "is a string"),
    Refused("a message without role", "{\"messages\":[{\"content\":\"hi\"}]}", line: 1, field: "messages[0].role", problem: "is missing"),
    Refused(
      "an unknown role", "{\"messages\":[{\"role\":\"human\",\"content\":\"hi\"}]}", line: 1, field: "messages[0].role",
      problem: "is \"human\""),
    Refused(
      "null content", "{\"messages\":[{\"role\":\"user\",\"content\":null}]}", line: 1, field: "messages[0].content",
      problem: "is null"),
    Refused(
      "blank content", "{\"messages\":[{\"role\":\"user\",\"content\":\" \\n\"}]}", line: 1, field: "messages[0].content",
      problem: "is blank"),
    Refused(
      "an image part", "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}", line: 1,
      field: "messages[0].content[0].type", problem: "only text"),
    Refused(
      "a late system text",
      "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"system\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"}]}",
      line: 1, field: "messages[1].role", problem: "comes first"),
    Refused(
      "nothing asked", "{\"messages\":[{\"role\":\"system\",\"content\":\"a\"}]}", line: 1, field: "messages[0].role",
      problem: "must be the user's"),
    Refused("an id that is a number", "{\"id\":3,\"prompt\":\"a\"}", line: 1, field: "id", problem: "is a number"),
    Refused("a topic that is a list", "{\"topic\":[],\"prompt\":\"a\"}", line: 1, field: "topic", problem: "is a list"),
    Refused(
      "an id twice", "{\"id\":\"a\",\"prompt\":\"a\"}\n\n{\"id\":\"a\",\"prompt\":\"b\"}", line: 3, field: "id", problem: "line 1"),
    Refused("bytes that are no UTF-8", bytes: [0x61, 0x0A, 0xFF, 0xFE], file: "p.txt", line: 2, problem: "UTF-8"),
    Refused("a zero byte", bytes: [0x61, 0x00, 0x62], file: "p.txt", line: 1, problem: "zero byte"),
    Refused(
      "deep nesting", "{\"prompt\":" + String(repeating: "[", count: 100_000), line: 1, problem: "not valid JSON"),
    Refused("a number beyond all range", "{\"prompt\":1e999}", line: 1, problem: "not valid JSON"),
  ]

  @Test("A malformed prompt file is refused in one line that names file, line and field", arguments: refused)
  func refuses(_ file: Refused) throws {
    let error = try #require(throws: ProbeFileError.self) { try ProbeSet.read(name: file.file, bytes: file.bytes) }
    #expect(error.line == file.line)
    #expect(error.field == file.field)
    #expect(error.problem.contains(file.problem))
    #expect(error.exitCode == 65)
    #expect(error.description.hasPrefix(file.file))
    #expect(!error.description.contains("\n"))
  }

  @Test("Malformed lines are named and left out where the caller chose so")
  func skips() throws {
    let text = "{\"prompt\":\"one\"}\n{\"prompt\":7}\n{\"prompt\":\"two\"}\nnonsense\n{\"prompt\":\" ONE \"}\n"
    let set = try ProbeSet.read(name: "p.jsonl", bytes: Array(text.utf8), malformed: .skip)
    #expect(set.prompts.map(\.text) == ["one", "two"])
    #expect(set.prompts.map(\.id) == ["line-1", "line-3"])
    #expect(set.skipped.map(\.line) == [2, 4, 5])
    #expect(set.skipped.last?.problem == "the same prompt as line 1; it is asked once")
  }

  @Test("Our form, TRL's and OpenAI's messages, and prompts alone are read")
  func readsForms() throws {
    let text = """
      {"id":"s-1","category":"code","topic":"sums","messages":[{"role":"user","content":"Add."}]}
      {"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"}]}
      {"prompt":"Bare"}
      {"prompt":[{"role":"user","content":"Listed"}],"completion":[{"role":"assistant","content":"x"}],"chosen":null}
      {"messages":[{"role":"developer","content":"d"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}
      """
    let set = try ProbeSet.read(name: "x", bytes: Array(text.utf8))
    #expect(set.skipped.isEmpty)
    #expect(set.prompts[0] == ProbePrompt(id: "s-1", category: "code", topic: "sums", messages: [ProbeMessage(.user, "Add.")]))
    #expect(set.prompts[1].messages == [ProbeMessage(.system, "Be kind."), ProbeMessage(.user, "Hello")])
    #expect(set.prompts[2].messages == [ProbeMessage(.user, "Bare")])
    #expect(set.prompts[3].messages == [ProbeMessage(.user, "Listed")])
    #expect(set.prompts[4].messages == [ProbeMessage(.system, "d"), ProbeMessage(.user, "a\nb")])
    #expect(set.prompts.dropFirst().allSatisfy { $0.category == "user" })
  }

  @Test("Plain text has a prompt a line, whatever its line ends, with or without a byte order mark")
  func readsPlainText() throws {
    let expected = ["Why is it so?", "Warum?"]
    for text in ["Why is it so?\nWarum?\n", "\u{FEFF}Why is it so?\r\n\r\n  Warum? \r\n", "Why is it so?\n\n\nWarum?"] {
      #expect(try ProbeSet.read(name: "p.txt", bytes: Array(text.utf8)).prompts.map(\.text) == expected)
    }
  }

  @Test("Unreadable places are refused before they are opened", arguments: ["/nonexistent/p.jsonl", "/", "/dev/zero"])
  func unreadable(_ path: String) throws {
    let error = try #require(throws: ProbeFileError.self) { try ProbeSet.read(path: path) }
    #expect(error.exitCode == 66)
    #expect(error.file == path)
  }

  @Test("A link to a file is followed")
  func followsLinks() throws {
    try Fixtures.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("p.txt")
      try Data("Why?".utf8).write(to: file)
      let link = folder.appendingPathComponent("link.txt")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
      #expect(try ProbeSet.read(path: link.path).prompts.map(\.text) == ["Why?"])
    }
  }

  @Test("What a file holds cannot put control characters into an error")
  func errorsAreOneLine() throws {
    let text = "{\"messages\":[{\"role\":\"\\u001b[2J\\n\\u202e\",\"content\":\"a\"}]}"
    let error = try #require(throws: ProbeFileError.self) { try ProbeSet.read(name: "a\nb.jsonl", bytes: Array(text.utf8)) }
    #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 0x202E })
  }
}
