/// A conversation as the one text that a sample keeps, and back.
///
/// A single user turn is its text alone. Otherwise each turn, the system text first, starts a line with its role in
/// brackets, and a line that looks like such a start but is text has a backslash before it.
package enum ConversationText {
  package struct Turn: Sendable, Hashable {
    /// `system`, `user` or `assistant`.
    package let role: String
    package let content: String

    package init(role: String, content: String) {
      self.role = role
      self.content = content
    }
  }

  private static let roles = ["system", "user", "assistant"]

  package static func text(of turns: [Turn]) -> String {
    if turns.count == 1, turns[0].role == "user", start(of: turns[0].content) == nil { return turns[0].content }
    return turns.map { "[\($0.role)] \(escaped($0.content))" }.joined(separator: "\n")
  }

  /// One turn at least; the system's is the first, where there is one.
  package static func turns(of text: String) -> [Turn] {
    guard start(of: text) != nil else { return [Turn(role: "user", content: text)] }
    var turns = [Turn]()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let found = start(of: String(line)) {
        turns.append(Turn(role: found.role, content: found.rest))
      } else if let last = turns.popLast() {
        turns.append(Turn(role: last.role, content: last.content + "\n" + unescaped(String(line))))
      }
    }
    return turns
  }

  private static func start(of line: String) -> (role: String, rest: String)? {
    for role in roles {
      let mark = "[\(role)] "
      if line.hasPrefix(mark) { return (role, String(line.dropFirst(mark.count))) }
    }
    return nil
  }

  private static func escaped(_ content: String) -> String {
    let lines = content.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.enumerated().map { index, line in
      index > 0 && start(of: String(line.drop { $0 == "\\" })) != nil ? "\\" + line : line
    }.joined(separator: "\n")
  }

  private static func unescaped(_ line: String) -> String {
    line.hasPrefix("\\") && start(of: String(line.drop { $0 == "\\" })) != nil ? String(line.dropFirst()) : line
  }
}
