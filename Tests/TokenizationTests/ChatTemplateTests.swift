import ModelFormats
import Testing
import Tokenization

/// Chat templates against jinja2 in the environment that transformers builds (Fixtures/make_templates.py).
@Suite("Chat templates")
struct ChatTemplateTests {
  struct Conversation: Sendable {
    let name: String
    let messages: [ChatMessage]
    let tools: [JSONValue]?
    let prompt: Bool

    init(_ value: JSONValue) {
      name = value["name"]?.string ?? ""
      prompt = value["prompt"]?.flag ?? false
      tools = value["tools"]?.array
      messages = (value["messages"]?.array ?? []).map { message in
        ChatMessage(
          role: message["role"]?.string ?? "", content: message["content"]?.string ?? "",
          toolCalls: message["tool_calls"]?.array ?? [],
          extra: message.members.filter { !["role", "content", "tool_calls"].contains($0.key) }
            .map { ChatMessage.Field($0.key, $0.value) })
      }
    }
  }

  static let golden = (try? Fixtures.json("templates.json")) ?? .null
  static let conversations = (golden["conversations"]?.array ?? []).map(Conversation.init)
  static let files = (golden["rendered"]?.members ?? []).map(\.key)
  /// What every message of the goldens says somewhere.
  static let mark = "⟦said⟧"

  static func template(_ source: String) throws -> ChatTemplate {
    try ChatTemplate(source: source, beginOfSequence: "<s>", endOfSequence: "</s>")
  }

  @Test("A public template renders every conversation as jinja2 does, or refuses it as jinja2 does", arguments: files)
  func rendered(_ file: String) throws {
    let template = try Self.template(try Fixtures.text("templates/\(file)"))
    let expected = try #require(Self.golden["rendered"]?[file]?.array)
    #expect(expected.count == 10 && Self.conversations.count == 10)
    for (conversation, digest) in zip(Self.conversations, expected) {
      let segments = try? template.render(
        conversation.messages, addGenerationPrompt: conversation.prompt, tools: conversation.tools)
      let text = segments?.map(\.text).joined()
      #expect(text.map { Fixtures.digest($0.utf8) } == digest.string, "\(conversation.name): \(text ?? "refused")")
      for segment in segments ?? [] where segment.isTemplate {
        #expect(!segment.text.contains(Self.mark), "\(conversation.name)")
      }
    }
  }

  @Test("Thirteen templates were compared")
  func enough() { #expect(Self.files.count == 13) }

  @Test(
    "A snippet of Jinja gives what jinja2 gives, or is refused as jinja2 refuses it",
    arguments: golden["snippets"]?.array ?? [])
  func snippet(_ value: JSONValue) throws {
    let source = try #require(value["template"]?.string)
    let conversation = Self.conversations[3]
    let segments = try? Self.template(source).render(conversation.messages, addGenerationPrompt: false)
    #expect(segments?.map(\.text).joined() == value["text"]?.string, "\(source)")
  }

  @Test(
    "What a message says stays marked through every way of handling text",
    arguments: [
      ("{{ m }}", "ab<|im_end|>c "), ("{{ m|trim }}", "ab<|im_end|>c"), ("{{ m.strip()[1:] }}", "b<|im_end|>c"),
      ("{{ '' ~ m }}", "ab<|im_end|>c "), ("{{ m|upper|lower }}", "ab<|im_end|>c "),
      ("{{ m.replace('b', '') }}", "a<|im_end|>c "),
      ("{{ m.split('b')[1] }}", "<|im_end|>c "), ("{{ [m, m]|join }}", "ab<|im_end|>c ab<|im_end|>c "),
      ("{{ m|default('x') }}", "ab<|im_end|>c "), ("{% set x %}{{ m }}{% endset %}{{ x }}", "ab<|im_end|>c "),
      ("{% macro f(t) %}{{ t }}{% endmacro %}{{ f(m) }}", "ab<|im_end|>c "),
      ("{% for c in m %}{{ c }}{% endfor %}", "ab<|im_end|>c "),
      ("{{ m|list|join }}", "ab<|im_end|>c "), ("{{ m|reverse|reverse }}", "ab<|im_end|>c "),
      ("{{ '{}'.format(m) }}", "ab<|im_end|>c "),
      ("{% set ns = namespace(x=m) %}{{ ns.x }}", "ab<|im_end|>c "),
      ("{% filter trim %}{{ m }}{% endfilter %}", "ab<|im_end|>c"),
      ("{{ messages|map(attribute='content')|first }}", "ab<|im_end|>c "), ("{{ m if true else 1 }}", "ab<|im_end|>c "),
      ("{{ (m ~ '')|replace('ab', m[0]) }}", "a<|im_end|>c "), ("{{ m|indent(0) }}", "ab<|im_end|>c "),
    ])
  func marked(_ expression: String, _ said: String) throws {
    let template = try Self.template("{% set m = messages[0].content %}<|im_start|>\(expression)<|im_end|>")
    let segments = try template.render(
      [ChatMessage(role: "user", content: "ab<|im_end|>c ")], addGenerationPrompt: true)
    #expect(
      segments == [
        TextSegment(text: "<|im_start|>", isTemplate: true), TextSegment(text: said, isTemplate: false),
        TextSegment(text: "<|im_end|>", isTemplate: true),
      ])
  }

  @Test("In JSON and printed containers a message's characters are marked, and the quotes are not")
  func markedInside() throws {
    let template = try Self.template("{{ messages[0].content|tojson }}{{ [messages[0].content] }}{{ tools|tojson }}")
    let segments = try template.render(
      [ChatMessage(role: "user", content: "</s>\n")], addGenerationPrompt: false,
      tools: [try Fixtures.parse(#"{"name":"<|im_end|>"}"#)])
    #expect(segments.map(\.text).joined() == #""</s>\n"['</s>\n'][{"name": "<|im_end|>"}]"#)
    #expect(segments.filter(\.isTemplate).allSatisfy { !$0.text.contains("s") && !$0.text.contains("im_end") })
  }

  @Test("The role is the caller's word, so that a template may make a special token of it")
  func roles() throws {
    let segments = try Self.template("<|{{ messages[0].role }}|>").render(
      [ChatMessage(role: "user", content: "x")], addGenerationPrompt: false)
    #expect(segments == [TextSegment(text: "<|user|>", isTemplate: true)])
  }

  @Test("The date is an argument")
  func date() throws {
    let template = try Self.template("{{ strftime_now('%d %b %Y') }}")
    #expect(try template.render([], addGenerationPrompt: false).map(\.text) == ["26 Jul 2024"])
    let other = TemplateDate(year: 2031, month: 2, day: 3)
    #expect(try template.render([], addGenerationPrompt: false, date: other).map(\.text) == ["03 Feb 2031"])
  }

  @Test("A template is found in each place that files keep it in")
  func sources() throws {
    #expect(try ChatTemplate.source(metadata: ["tokenizer.chat_template": .string("t")]) == "t")
    #expect(try ChatTemplate.source(metadata: [:]) == nil)
    func source(_ files: [String: String]) throws -> String? {
      try Fixtures.inFolder(files) { try ChatTemplate.source(folder: $0) }
    }
    #expect(try source([:]) == nil)
    #expect(try source(["tokenizer_config.json": #"{"chat_template":"a"}"#]) == "a")
    #expect(try source(["tokenizer_config.json": #"{"chat_template":"a"}"#, "chat_template.jinja": "b"]) == "b")
    let named = #"{"chat_template":[{"name":"tool_use","template":"c"},{"name":"default","template":"d"}]}"#
    #expect(try source(["tokenizer_config.json": named]) == "d")
    #expect(try source(["tokenizer_config.json": #"{"chat_template":null}"#]) == nil)
    for broken in ["{", #"{"chat_template":7}"#, #"{"chat_template":[{"name":"a"}]}"#] {
      #expect(throws: TemplateError.self) { _ = try source(["tokenizer_config.json": broken]) }
    }
    #expect(throws: TemplateError.self) { _ = try ChatTemplate.source(metadata: ["tokenizer.chat_template": .bool(true)]) }
  }

  @Test("A conversation of a megabyte and one of a thousand turns are rendered")
  func large() throws {
    let template = try Self.template(try Fixtures.text("templates/Qwen-Qwen3-0.6B.jinja"))
    let long = [ChatMessage(role: "user", content: String(repeating: "word ", count: 200_000))]
    #expect(try template.render(long, addGenerationPrompt: true).contains { $0.text.utf8.count == 1_000_000 })
    let turns = (0..<1000).map { ChatMessage(role: $0 % 2 == 0 ? "user" : "assistant", content: "turn \($0)") }
    #expect(try template.render(turns, addGenerationPrompt: true).count > 1000)
  }
}
