/// How a word is written as a tag: between marks, and with a number.
enum TagShapes {
  struct Marks: Sendable, Hashable {
    let open: String
    let close: String

    func around(_ text: String) -> String { open + text + close }
  }

  /// Brackets, marks on both sides, and marks on one.
  static let marks = [
    ("<", ">"), ("<<", ">>"), ("[", "]"), ("[[", "]]"), ("{", "}"), ("{{", "}}"), ("(", ")"), ("((", "))"), ("</", ">"), ("<|", "|>"),
  ].map { Marks(open: $0.0, close: $0.1) }
    + ["|", "||", "#", "##", "$", "%", "%%", "*", "**", "--", "_", "__", ":", "::", "/", "//", "~", "\"", "'", "`", "=", "==", "!", "@", "^", "+"]
    .map { Marks(open: $0, close: $0) }
    + ["#", "##", "@", "$", "--", "/", "//", "!", "~"].map { Marks(open: $0, close: "") }
    + [":", ".", ",", ";", "!"].map { Marks(open: "", close: $0) }

  /// What stands between a word and a number.
  private static let joints = ["-", "_", ":", " ", "#", "", "/", "=", ".", "::", "--", " #", "-v", "@"]

  /// Numbers that stand for all, until the others are asked.
  private static let numbers = [1, 4, 7, 23]

  struct Ending: Sendable, Hashable {
    let joint: String
    let number: Int

    func behind(_ word: String) -> String { word + joint + String(number) }
  }

  static let endings = joints.flatMap { joint in numbers.map { Ending(joint: joint, number: $0) } }
}
