import Testing
import Tokenization

@Suite("Splitting expressions")
struct SplitPatternTests {
  static let gpt2 = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
  static let llama3 =
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  static let qwen2 = llama3.replacing("{1,3}", with: "")

  @Test("The patterns written by hand cut as their expressions do", arguments: [gpt2, llama3, qwen2])
  func agree(_ expression: String) throws {
    // In a group of its own the expression is not recognised, and goes through the general matcher.
    let written = try Fixtures.split(expression)
    let general = try Fixtures.split("(?:\(expression))")
    for text in Fixtures.texts { #expect(written.encode(text) == general.encode(text)) }
  }

  @Test(
    "Delimiters go where their behaviour says",
    arguments: [
      ("Isolated", "a1B", [3]), ("Removed", "a1B", [2]), ("MergedWithPrevious", "a1B", [2]),
      ("MergedWithNext", "a1B", [2]), ("Contiguous", "a11B", [3]), ("Isolated", "a11B", [4]),
    ])
  func behaviours(_ behaviour: String, _ text: String, _ counts: [Int]) throws {
    // Any two neighbours of one piece merge, so that the number of ids is the number of pieces here.
    let tokenizer = try Fixtures.split("1", behaviour: behaviour)
    #expect(tokenizer.encode(text).count == counts[0])
  }

  @Test(
    "Expressions that would backtrack without end are matched in linear time",
    arguments: [
      "(a+)+$", "(a+)+b", "(a|a)+b", "(?:a+a+)+b", "a+a+a+a+b", "(?=a+b)a", "(?!a+b)a", "(?:(?:a+)+)+b", "a++b|a",
      #"(?:\p{L}+\p{L}+)+1"#, "(?:a{1,30}){1,8}b",
    ])
  func linear(_ expression: String) throws {
    let tokenizer = try Fixtures.split(expression)
    let text = String(repeating: "a", count: 30_000)
    var ids: [Int32] = []
    let time = ContinuousClock().measure { ids = tokenizer.encode(text) }
    #expect(tokenizer.decode(ids) == text)
    #expect(time < .seconds(2))
  }

  @Test(
    "What the matcher does not know is refused by name",
    arguments: [
      ("(a*)*", "can be empty"), (#"(a)\1"#, "escape"), ("(?>a)", "group"), ("[a&&b]", "set operation"),
      ("(", "unclosed"),
      ("a)", "unmatched"), ("[a", "unclosed"), (#"\p{Klingon}"#, "Klingon"), (#"\bx"#, "escape"),
      ("a{1000}", "64 times"),
      ("*a", "nothing"), ("(?<=ab)c", "lookbehind"), (#"\"#, "backslash"), ("[b-a]", "out of order"),
      ("(?:ab)++", "possessive"), (String(repeating: "(", count: 100), "deeper"), ("((a{60}){60}){60}", "steps"),
      ("(?:(?:a{0,60}b){60})", "choices"), (#"\xZZ"#, "hexadecimal"),
    ])
  func refused(_ expression: String, _ why: String) throws {
    let error = try #require(throws: TokenizerError.self) { _ = try Fixtures.split(expression) }
    #expect(
      error.kind == .unsupported && error.field == "pre_tokenizer.pattern" && error.problem.contains(why), "\(error)")
  }
}
