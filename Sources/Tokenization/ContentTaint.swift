/// What a value in a template owes to what messages say.
enum ContentTaint: Int, Comparable, Sendable {
  /// Nothing: roles, counts of messages, the template's own words.
  case clean
  /// The list of messages.
  case messages
  /// One message, whose role is clean and whose content is not.
  case message
  /// A number that a content decides, such as its length.
  case measure
  /// A content that was cut at a known format mark.
  case parts
  /// A content, or text that has one in it.
  case content
  /// A content that was cut or rewritten, so that even whether it is empty tells what was said.
  case derived

  static func < (one: ContentTaint, other: ContentTaint) -> Bool { one.rawValue < other.rawValue }

  var isContent: Bool { self == .content || self == .derived || self == .parts }
}

extension ContentTaint {
  /// Marks of reasoning and tools, which templates look for in content as part of their format.
  static let formatMarks: Set<String> = [
    "<think>", "</think>", "<think>\n", "\n</think>", "<tool_call>", "</tool_call>", "<tool_response>",
    "</tool_response>",
    "/think", "/no_think", "\n", "",
  ]

  /// Tests that ask for a type only.
  static let typeTests: Set<String> = [
    "defined", "undefined", "none", "string", "mapping", "iterable", "sequence", "number", "integer", "float",
    "boolean",
    "callable", "true", "false",
  ]

  /// Tests that tell whether a part of a text is there at all.
  static let presenceTests: Set<String> = ["defined", "undefined", "none"]

  /// Members of a message that are not its text.
  static let structure: Set<String> = ["role", "type", "name", "tool_calls", "tool_call_id", "id"]

  /// Methods and filters whose result tells what a text is.
  static let searches: Set<String> = [
    "startswith", "endswith", "find", "rfind", "index", "count", "isdigit", "isalpha", "isalnum", "isspace", "isupper",
    "islower",
  ]

  /// Methods and filters that cut or rewrite by what they find.
  static let rewrites: Set<String> = [
    "split", "rsplit", "replace", "removeprefix", "removesuffix", "splitlines", "batch",
  ]
}
