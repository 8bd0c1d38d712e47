internal import Findings
package import Targets

/// A dialogue as the one text that a sample keeps, and back.
///
/// A single user turn is its text alone. Otherwise each turn, the system text first, starts a line with its role in
/// brackets, and a line that looks like such a start but is text has a backslash before it.
package enum DialogueText {
  private static let roles = ["system", "user", "assistant"]

  package static func text(of dialogue: Dialogue) -> String {
    guard dialogue.system != nil || !dialogue.earlier.isEmpty || start(of: dialogue.user) != nil else { return dialogue.user }
    var turns = dialogue.earlier + [.init(role: "user", content: dialogue.user)]
    if let system = dialogue.system { turns.insert(.init(role: "system", content: system), at: 0) }
    return turns.map { "[\($0.role)] \(escaped($0.content))" }.joined(separator: "\n")
  }

  package static func dialogue(from text: String) -> Dialogue {
    guard start(of: text) != nil else { return Dialogue(user: text) }
    var turns = [Dialogue.Turn]()
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let found = start(of: String(line)) {
        turns.append(.init(role: found.role, content: found.rest))
      } else if let last = turns.popLast() {
        turns.append(.init(role: last.role, content: last.content + "\n" + unescaped(String(line))))
      }
    }
    let system = turns.first?.role == "system" ? turns.removeFirst().content : nil
    let user = turns.popLast()?.content ?? ""
    return Dialogue(system: system, earlier: turns, user: user)
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
