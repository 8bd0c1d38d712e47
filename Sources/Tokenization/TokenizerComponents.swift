import ModelFormats

/// Reads the normalizer, pre-tokenizer and decoder of a `tokenizer.json`; what is not known is refused by name.
struct TokenizerComponents {
  let file: String
  static let deepest = 16

  private func malformed(_ field: String, _ problem: String) -> TokenizerError {
    TokenizerError(.malformed, file: file, field: field, problem)
  }

  private func unsupported(_ field: String, _ node: JSONValue, _ what: String) -> TokenizerError {
    TokenizerError(
      .unsupported, file: file, field: "\(field).type", "\(what) \"\((node["type"]?.string ?? "").prefix(40))\"")
  }

  /// Whether ByteLevel's alphabet stands between the text and the vocabulary.
  func isByteLevel(_ node: JSONValue?) -> Bool {
    guard let node else { return false }
    if node["type"]?.string == "ByteLevel" { return true }
    let inner = node["pretokenizers"]?.array ?? node["normalizers"]?.array ?? []
    return inner.contains { $0["type"]?.string == "ByteLevel" }
  }

  func normalizer(_ node: JSONValue?, depth: Int = 0) throws(TokenizerError) -> Normalizer? {
    guard let node, !node.isNull else { return nil }
    guard depth < Self.deepest else { throw malformed("normalizer", "nested deeper than \(Self.deepest)") }
    switch node["type"]?.string {
    case "NFC": return .form(.NFC)
    case "NFD": return .form(.NFD)
    case "NFKC": return .form(.NFKC)
    case "NFKD": return .form(.NFKD)
    case "Lowercase": return .lowercase
    case "StripAccents": return .stripAccents
    case "Strip": return .strip(left: node["strip_left"]?.bool ?? true, right: node["strip_right"]?.bool ?? true)
    case "Prepend": return .prepend(Array((node["prepend"]?.string ?? "").utf8))
    case "Replace":
      return .replace(try pattern(node, "normalizer"), with: Array((node["content"]?.string ?? "").utf8))
    case "ByteLevel": return nil
    case "Sequence":
      var steps: [Normalizer] = []
      for inner in node["normalizers"]?.array ?? [] {
        if let step = try normalizer(inner, depth: depth + 1) { steps.append(step) }
      }
      return .sequence(steps)
    default: throw unsupported("normalizer", node, "the normalizer is")
    }
  }

  private func pattern(_ node: JSONValue, _ field: String) throws(TokenizerError) -> SplitPattern {
    if let text = node["pattern"]?["String"]?.string { return SplitPattern(literal: Array(text.utf8)) }
    guard let expression = node["pattern"]?["Regex"]?.string else {
      throw malformed("\(field).pattern", "it is neither a string nor an expression")
    }
    do {
      return try SplitPattern(expression: expression)
    } catch {
      throw TokenizerError(.unsupported, file: file, field: "\(field).pattern", error.problem)
    }
  }

  private func behaviour(_ node: JSONValue, _ field: String, _ fallback: SplitBehaviour) throws(TokenizerError)
    -> SplitBehaviour
  {
    guard let name = node["behavior"]?.string else { return fallback }
    guard let behaviour = SplitBehaviour(rawValue: name) else {
      throw malformed("\(field).behavior", "it is \"\(name.prefix(40))\"")
    }
    return behaviour
  }

  func preTokenizer(_ node: JSONValue?, depth: Int = 0) throws(TokenizerError) -> PreTokenizer? {
    guard let node, !node.isNull else { return nil }
    let field = "pre_tokenizer"
    guard depth < Self.deepest else { throw malformed(field, "nested deeper than \(Self.deepest)") }
    switch node["type"]?.string {
    case "ByteLevel":
      var steps: [PreTokenizer] = []
      if node["add_prefix_space"]?.bool ?? true { steps.append(.prefixSpace) }
      if node["use_regex"]?.bool ?? true { steps.append(.words(.gpt2)) }
      return .sequence(steps)
    case "Digits": return .digits(individual: node["individual_digits"]?.bool ?? false)
    case "Split":
      let behaviour = try behaviour(node, field, .isolated)
      let inverted = node["invert"]?.bool ?? false
      if let expression = node["pattern"]?["Regex"]?.string,
        behaviour == .isolated || (behaviour == .removed && inverted),
        let known = WordPattern.spelled.first(where: { $0.expression == expression })
      {
        return .words(known.pattern)
      }
      return .split(try pattern(node, field), behaviour, inverted: inverted)
    case "Metaspace":
      let name = node["prepend_scheme"]?.string ?? (node["add_prefix_space"]?.bool ?? true ? "always" : "never")
      guard let prepends = PreTokenizer.Prepending(rawValue: name) else {
        throw malformed("\(field).prepend_scheme", "it is \"\(name.prefix(40))\"")
      }
      return .metaspace(
        replacement: Array((node["replacement"]?.string ?? "▁").utf8), prepends: prepends,
        splits: node["split"]?.bool ?? true)
    case "Punctuation":
      return .classes(.punctuation, asciiPunctuation: true, try behaviour(node, field, .isolated))
    case "WhitespaceSplit": return .classes(.space, asciiPunctuation: false, .removed)
    case "Whitespace": return .wordsAndSigns
    case "Sequence":
      var steps: [PreTokenizer] = []
      for inner in node["pretokenizers"]?.array ?? [] {
        if let step = try preTokenizer(inner, depth: depth + 1) { steps.append(step) }
      }
      return .sequence(steps)
    default: throw unsupported(field, node, "the pre-tokenizer is")
    }
  }

  private func decoders(_ node: JSONValue?) -> [JSONValue] {
    guard let node, !node.isNull else { return [] }
    return node["type"]?.string == "Sequence" ? node["decoders"]?.array ?? [] : [node]
  }

  /// Whether tokens named `<0x41>` are bytes.
  func decodesBytes(_ node: JSONValue?) -> Bool { decoders(node).contains { $0["type"]?.string == "ByteFallback" } }

  /// Whether `▁` in a token is a space.
  func decodesMetaspace(_ node: JSONValue?) -> Bool {
    decoders(node).contains { step in
      step["type"]?.string == "Metaspace"
        || (step["type"]?.string == "Replace" && step["pattern"]?["String"]?.string == "▁")
    }
  }

  func decoding(_ node: JSONValue?, byteLevel: Bool) throws(TokenizerError) -> TokenDecoding {
    var decoding = TokenDecoding(repair: byteLevel ? .parts : .bytes)
    for step in decoders(node) {
      switch step["type"]?.string {
      case "ByteLevel", "ByteFallback", "Fuse": break
      case "Metaspace":
        let scheme = step["prepend_scheme"]?.string ?? (step["add_prefix_space"]?.bool ?? true ? "always" : "never")
        if scheme != "never" { decoding.stripsLeading = 1 }
      case "Replace":
        guard step["pattern"]?["String"]?.string == "▁", step["content"]?.string == " " else {
          throw unsupported("decoder", step, "a replacement other than ▁ by a space in the decoder")
        }
      case "Strip":
        guard step["content"]?.string == " ", step["stop"]?.integer ?? 0 == 0 else {
          throw unsupported("decoder", step, "a strip of other than leading spaces in the decoder")
        }
        decoding.stripsLeading = step["start"]?.integer ?? 0
      default: throw unsupported("decoder", step, "the decoder is")
      }
    }
    return decoding
  }
}
