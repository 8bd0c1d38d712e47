import Reporting
import Testing

@Suite("Text that may be shown")
struct VisibleTextTests {
  @Test("What a terminal would obey or hide is shown by its number", arguments: [
    ("plain text, größer, 漢字, 🙂", "plain text, größer, 漢字, 🙂"),
    ("\u{1B}[31mred", "<U+001B>[31mred"), ("\u{9B}31m", "<U+009B>31m"), ("a\u{0}b\u{7F}", "a<U+0000>b<U+007F>"),
    ("\u{202E}gnp.exe", "<U+202E>gnp.exe"), ("\u{2066}x\u{2069}", "<U+2066>x<U+2069>"),
    ("zero\u{200B}width\u{200D}\u{FEFF}", "zero<U+200B>width<U+200D><U+FEFF>"), ("a\u{AD}b", "a<U+00AD>b"),
    ("one\ntwo\r\nthree\rfour\tfive", "one⏎two⏎three<U+000D>four<U+0009>five"),
    ("\u{A0}\u{2003}", "<U+00A0><U+2003>"), ("\u{2028}", "<U+2028>"), ("\u{E0041}\u{E007F}", "<U+E0041><U+E007F>"),
    ("\u{3164}\u{115F}", "<U+3164><U+115F>"), ("\u{E000}", "<U+E000>"), ("e\u{301}", "e\u{301}"),
    ("\u{301}x", "<U+0301>x"), ("a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "a\u{301}\u{301}\u{301}\u{301}<U+0301><U+0301>"),
    ("हिन्दी", "हिन्दी"), ("❤\u{FE0F}", "❤<U+FE0F>"),
  ])
  func line(_ text: String, _ shown: String) {
    #expect(Array(VisibleText.line(text).utf8) == Array(shown.utf8))
  }

  @Test("Quotation shows where a text ends", arguments: [
    (" cf ", "\" cf \""), ("say \"x\"", "\"say \\\"x\\\"\""), ("a\\b", "\"a\\\\b\""), ("", "\"\""),
  ])
  func quoted(_ text: String, _ shown: String) {
    #expect(VisibleText.quoted(text) == shown)
  }

  @Test("A longer text ends in an ellipsis")
  func limited() {
    #expect(VisibleText.line("abcdef", limit: 3) == "abc…")
    #expect(VisibleText.line("abc", limit: 3) == "abc")
  }

  @Test("Widths are those of a terminal's cells", arguments: [("abc", 3), ("漢字", 4), ("🙂", 2), ("e\u{301}", 1), ("", 0)])
  func width(_ text: String, _ cells: Int) {
    #expect(VisibleText.width(text) == cells)
  }
}
