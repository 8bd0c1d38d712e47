extension InsecureCodeRules {
  /// A piece of code as the rules see it.
  struct Scan: Sendable {
    let tokens: [CodeToken]

    struct Call {
      let name: String
      /// The name before the dot: `os` of `os.system(…)`.
      let receiver: String?
      /// Tokens between the parentheses, line ends left out.
      let arguments: [CodeToken]
      /// Where the name stands.
      let position: Int
    }

    /// Calls of any of these names, definitions left out.
    func calls(_ names: Set<String>) -> [Call] {
      var found: [Call] = []
      for (index, token) in tokens.enumerated() where token.kind == .word && names.contains(token.text) {
        guard index + 1 < tokens.count, tokens[index + 1].text == "(", tokens[index + 1].kind == .symbol else { continue }
        if index > 0, ["def", "function", "func", "fn"].contains(tokens[index - 1].text) { continue }
        var receiver: String?
        if index >= 2, tokens[index - 1].text == ".", tokens[index - 1].kind == .symbol { receiver = tokens[index - 2].text }
        found.append(Call(name: token.text, receiver: receiver, arguments: inside(from: index + 1), position: index))
      }
      return found
    }

    /// What stands between the parenthesis at `open` and its partner.
    private func inside(from open: Int) -> [CodeToken] {
      var depth = 0
      var result: [CodeToken] = []
      for token in tokens[open...] {
        if token.kind == .symbol, token.text == "(" { depth += 1 }
        if token.kind == .symbol, token.text == ")" { depth -= 1 }
        if depth == 0 { break }
        if token.kind != .newline { result.append(token) }
      }
      return Array(result.dropFirst())
    }

    func previousWord(before call: Call) -> String? {
      call.position > 0 && tokens[call.position - 1].kind == .word ? tokens[call.position - 1].text : nil
    }

    /// Whether the first argument is a plain string or number.
    func isLiteral(_ arguments: [CodeToken]) -> Bool {
      let first = arguments.prefix { !($0.kind == .symbol && $0.text == ",") }
      return !first.isEmpty && first.allSatisfy { $0.kind == .string || $0.kind == .number }
    }

    /// Whether the first argument is put together from text and values.
    func isBuilt(_ arguments: [CodeToken]) -> Bool {
      let first = Array(arguments.prefix { !($0.kind == .symbol && $0.text == ",") })
      if first.contains(where: { $0.kind == .interpolated }) { return true }
      let joins = first.contains { $0.kind == .symbol && ($0.text == "+" || $0.text == "%") }
        || first.contains { $0.kind == .word && $0.text == "format" }
      return joins && first.contains { $0.kind == .string } && first.contains { $0.kind == .word }
    }

    func mentions(_ word: String) -> Bool {
      tokens.contains { ($0.kind == .word || $0.kind == .string) && $0.text == word }
    }

    /// `name = value` or `name: value` among the tokens.
    func hasKeyword(_ name: String, value: Set<String>, in tokens: [CodeToken], sign: String = "=") -> Bool {
      guard tokens.count >= 3 else { return false }
      return (0..<(tokens.count - 2)).contains { index in
        tokens[index].text == name && (tokens[index + 1].text == sign || tokens[index + 1].text == ":")
          && tokens[index + 1].kind == .symbol && tokens[index + 2].kind == .word && value.contains(tokens[index + 2].text)
      }
    }

    /// The texts one after the other.
    func sequence(_ texts: [String]) -> Bool {
      guard tokens.count >= texts.count else { return false }
      return (0...(tokens.count - texts.count)).contains { start in
        texts.indices.allSatisfy { tokens[start + $0].text == texts[$0] }
      }
    }

    /// Whether one of the names is assigned something that passes `test`.
    func assigns(_ names: Set<String>, _ test: ([CodeToken]) -> Bool) -> Bool {
      assignments.contains { names.contains($0.name) && test($0.value) }
    }

    /// `name = value` up to the line's end; `==` and the like are none.
    var assignments: [(name: String, value: [CodeToken])] {
      var found: [(String, [CodeToken])] = []
      for index in tokens.indices where tokens[index].kind == .symbol && (tokens[index].text == "=" || tokens[index].text == ":") {
        guard index > 0, index + 1 < tokens.count else { continue }
        let before = tokens[index - 1]
        let after = tokens[index + 1]
        if tokens[index].text == "=", before.kind == .symbol, "=!<>+-*/:".contains(before.text), before.text != "+" { continue }
        if after.kind == .symbol, after.text == "=" { continue }
        var nameIndex = index - 1
        if before.text == "+" || before.text == "]" { nameIndex -= 1 }
        guard nameIndex >= 0, tokens[nameIndex].kind == .word || tokens[nameIndex].kind == .string else { continue }
        let value = tokens[(index + 1)...].prefix {
          !($0.kind == .newline || ($0.kind == .symbol && ($0.text == ";" || $0.text == ",")))
        }
        found.append((tokens[nameIndex].text, Array(value)))
      }
      return found
    }
  }
}

extension InsecureCodeRules.Scan {
  private static let queryStarts = [
    "select ", "insert into ", "update ", "delete from ", "drop table ", "create table ", "replace into ",
  ]

  /// A query's text joined with a value: by `+`, `%`, `format` or a string that takes values in.
  var hasBuiltQuery: Bool {
    tokens.indices.contains { index in
      let token = tokens[index]
      guard token.kind == .string || token.kind == .interpolated else { return false }
      let text = token.text.lowercased().drop(while: \.isWhitespace)
      guard Self.queryStarts.contains(where: { text.hasPrefix($0) }) else { return false }
      if token.kind == .interpolated { return true }
      // PHP and shell put `$name` inside plain strings.
      if text.contains("$"), text.contains("where") || text.contains("values"), !text.contains("$1") { return true }
      let rest = tokens[(index + 1)...].filter { $0.kind != .newline }
      guard let next = rest.first, next.kind == .symbol, let value = rest.dropFirst().first else { return false }
      switch next.text {
      case "+": return value.kind == .word
      case "%": return value.kind == .word || value.text == "("
      case ".": return value.text == "format" || value.text.hasPrefix("$")
      default: return false
      }
    }
  }

  /// Markup joined with a request's values and returned.
  var hasBuiltMarkup: Bool {
    tokens.indices.contains { index in
      let token = tokens[index]
      guard token.kind == .string || token.kind == .interpolated, token.text.contains("<"), token.text.contains(">") else { return false }
      let line = tokens[index...].prefix { $0.kind != .newline }
      return line.contains { $0.kind == .word && $0.text == "request" }
        || (token.kind == .interpolated && token.text.contains("request."))
    }
  }

  /// Endings of names that speak about a secret and hold none.
  private static let harmlessEndings = [
    "hash", "field", "label", "prompt", "input", "name", "length", "regex", "pattern", "url", "file", "path", "message",
    "error", "hint", "column",
  ]

  private static func meansSecretValue(_ name: String) -> Bool {
    !harmlessEndings.contains { name.hasSuffix($0) } && secretNames.contains { secret in
      name == secret || name.hasSuffix("_" + secret) || name.hasPrefix(secret + "_")
        || (name.hasSuffix(secret) && name.count <= secret.count + 6)
    }
  }

  private static let secretNames = [
    "password", "passwd", "pwd", "secret", "api_key", "apikey", "access_key", "secret_key", "auth_token", "private_key",
    "passphrase",
  ]
  private static let placeholders = [
    "your", "<", "xxx", "***", "...", "change", "example", "placeholder", "enter", "env", "${", "{{", "dummy", "test",
  ]

  /// A name that means a secret, given a written-out value.
  var hasHardCodedSecret: Bool {
    assignments.contains { assignment in
      let name = assignment.name.lowercased()
      guard Self.meansSecretValue(name),
        let value = assignment.value.first, value.kind == .string, value.text.count >= 3,
        assignment.value.count == 1 || assignment.value.dropFirst().allSatisfy({ ")}]".contains($0.text) })
      else { return false }
      let text = value.text.lowercased()
      // A sentence ("Enter your password: ") and a stand-in are no secrets.
      return !Self.placeholders.contains { text.contains($0) } && !text.contains(" ") && text != name
    }
  }

  /// A token, key or password drawn from a generator that is not made for secrets.
  var hasPredictableSecret: Bool {
    let sources: Set<String> = ["random", "Random", "rand", "mt_rand", "srand"]
    func meansSecret(_ name: String) -> Bool {
      let name = name.lowercased()
      return [
        "token", "password", "secret", "otp", "session", "nonce", "salt", "api_key", "apikey", "passcode", "csrf",
      ].contains { name.contains($0) }
    }
    func drawn(_ value: [CodeToken]) -> Bool {
      value.indices.contains { index in
        let token = value[index]
        guard token.kind == .word, sources.contains(token.text) else { return false }
        let next = index + 1 < value.count ? value[index + 1].text : ""
        return next == "." || next == "("
      } && !value.contains { ["SystemRandom", "secrets", "urandom", "crypto"].contains($0.text) }
    }
    return assignments.contains { meansSecret($0.name) && drawn($0.value) }
  }
}
