import Search
import Targets
import Testing
import Tokenization

/// Where a slot's text begins, for tokenizers that put a token before a text of their own and for others.
@Suite struct SlotOpeningTests {
  static let folder = PlantedSearchTests.root + "Tests/TokenizationTests/Fixtures/tokenizers/"
  /// Without special tokens, which each family calls otherwise.
  static let template = "{% for message in messages %}[{{ message['role'] }}]\n{{ message['content'] }}#\n{% endfor %}{% if add_generation_prompt %}[assistant]\n{% endif %}"

  @Test(
    "What stands behind an opening has the tokens that it has in the whole conversation",
    arguments: ["llama3", "gemma", "qwen2"], [true, false])
  func encoded(_ name: String, _ hasTemplate: Bool) throws {
    let tokenizer = try Tokenizer(folder: Self.folder + name)
    let template = try hasTemplate ? ChatTemplate(source: Self.template, beginOfSequence: "", endOfSequence: "") : nil
    let format = try ChatFormat(tokenizer: tokenizer, template: template)
    let opening = try SlotOpening(.prefix, format: format, prompt: Dialogue(user: ""), frame: "Be kind.")
    for text in ["word", "word half", "x"] {
      let whole = try format.tokens(Dialogue(user: text)), start = opening.tokens + opening.encode(text)
      #expect(whole.starts(with: start), "\(text): \(start) in \(whole)")
      #expect(whole.count > start.count)
    }
  }

  @Test("A template that raises an error at a system text is known to take none, and still takes a user's")
  func withoutSystemText() throws {
    let tokenizer = try Tokenizer(folder: Self.folder + "gemma")
    let raising = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}" + Self.template
    for (source, takes) in [(raising, false), (Self.template, true)] {
      let format = try ChatFormat(
        tokenizer: tokenizer, template: ChatTemplate(source: source, beginOfSequence: "", endOfSequence: ""))
      #expect(format.takesSystemText == takes)
      #expect(try !format.opening(system: nil).isEmpty)
    }
  }
}
