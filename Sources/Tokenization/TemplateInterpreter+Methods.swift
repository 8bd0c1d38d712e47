/// Methods that Python's strings, dicts and lists have, without those that change them: the sandbox that transformers
/// uses forbids those too.
enum TemplateMethods {
  static let ofTexts: Set<String> = [
    "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "startswith", "endswith", "upper", "lower", "title",
    "capitalize", "replace", "find", "rfind", "count", "join", "isdigit", "isalpha", "isalnum", "isspace", "isupper",
    "islower", "removeprefix", "removesuffix", "format",
  ]
  static let thatRewrite: Set<String> = [
    "upper", "lower", "title", "capitalize", "isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower",
    "splitlines",
  ]
  static let ofMaps: Set<String> = ["items", "keys", "values", "get"]
  static let ofLists: Set<String> = ["count", "index"]
}

extension TemplateInterpreter {
  mutating func method(
    _ name: String, of object: TemplateValue, _ given: TemplateArguments, line: Int
  ) throws(TemplateError) -> TemplateValue {
    switch object {
    case .text(let text):
      if TemplateMethods.thatRewrite.contains(name) {
        try rewrite(text.count, line: line)
      } else {
        try reserve(text.count, line: line)
      }
      return try method(name, of: text, given, line: line)
    case .map(let map):
      try spend(map.entries.count / 16, line: line)
      switch name {
      case "items":
        return .list(TemplateList(map.entries.map { .list(TemplateList([$0.key, $0.value], isTuple: true)) }))
      case "keys": return .list(TemplateList(map.entries.map(\.key)))
      case "values": return .list(TemplateList(map.entries.map(\.value)))
      default: return map[given[0, "key"] ?? .none] ?? given[1, "default"] ?? .none
      }
    case .list(let list):
      try walk(object, line: line)
      let wanted = given[0, "value"] ?? .none
      if name == "count" { return .integer(list.count { $0.equals(wanted) }) }
      guard let index = list.firstIndex(where: { $0.equals(wanted) }) else {
        throw TemplateError(.malformed, line: line, "the value is not in the list")
      }
      return .integer(index)
    case .loop(let loop):
      guard !given.positional.isEmpty else { throw TemplateError(.malformed, line: line, "cycle needs values") }
      return given.positional[loop.index % given.positional.count]
    default: throw TemplateError(.malformed, line: line, "\(object.typeName) has no methods")
    }
  }

  private func text(_ value: TemplateValue?, _ method: String, line: Int) throws(TemplateError) -> MarkedText {
    guard case .text(let text)? = value else { throw TemplateError(.malformed, line: line, "\(method) takes a string") }
    return text
  }

  private mutating func method(
    _ name: String, of text: MarkedText, _ given: TemplateArguments, line: Int
  ) throws(TemplateError) -> TemplateValue {
    switch name {
    case "strip", "lstrip", "rstrip": return .text(try trimmed(text, name, given[0, "chars"], line: line))
    case "upper": return .text(text.uppercased)
    case "lower": return .text(text.lowercased)
    case "title": return .text(text.titled)
    case "capitalize": return .text(text.capitalized)
    case "split", "rsplit": return try split(text, name, given, line: line)
    case "splitlines": return .list(TemplateList(lines(of: text).map { .text($0) }))
    case "startswith", "endswith":
      var options: [MarkedText] = []
      if case .list(let list)? = given[0, "prefix"] {
        for item in list { options.append(try self.text(item, name, line: line)) }
      } else {
        options = [try self.text(given[0, "prefix"], name, line: line)]
      }
      return .bool(options.contains { text.has($0, at: name == "startswith" ? 0 : text.count - $0.count) })
    case "removeprefix":
      let part = try self.text(given[0, "prefix"], name, line: line)
      return .text(text.has(part, at: 0) ? text.slice(part.count..<text.count) : text)
    case "removesuffix":
      let part = try self.text(given[0, "suffix"], name, line: line)
      return .text(
        !part.isEmpty && text.has(part, at: text.count - part.count) ? text.slice(0..<text.count - part.count) : text)
    case "replace":
      let old = try self.text(given[0, "old"], name, line: line)
      let new = try self.text(given[1, "new"], name, line: line)
      return .text(try replaced(text, old, new, given[2, "count"]?.integer, line: line))
    case "find", "rfind", "count":
      let part = try self.text(given[0, "sub"], name, line: line)
      try spendSearch(text, part, line: line)
      switch name {
      case "find": return .integer(text.firstIndex(of: part) ?? -1)
      case "rfind": return .integer(text.lastIndex(of: part) ?? -1)
      default: return .integer(part.isEmpty ? text.count + 1 : text.split(by: part, limit: .max).count - 1)
      }
    case "join":
      guard let items = given[0, "iterable"] else { throw TemplateError(.malformed, line: line, "join takes a list") }
      return .text(try joined(try elements(of: items, line: line), by: text, line: line))
    case "format": return .text(try formatted(text, given, line: line))
    default: return .bool(Self.classify(name, text))
    }
  }

  private static func classify(_ name: String, _ text: MarkedText) -> Bool {
    let scalars = text.units.compactMap { Unicode.Scalar(MarkedText.code($0)) }
    let isNotEmpty = !scalars.isEmpty
    switch name {
    case "isdigit":
      return isNotEmpty
        && scalars.allSatisfy { $0.properties.numericType == .decimal || $0.properties.numericType == .digit }
    case "isalpha": return isNotEmpty && scalars.allSatisfy { ScalarClass($0.value).contains(.letter) }
    case "isalnum":
      return isNotEmpty
        && scalars.allSatisfy { ScalarClass($0.value).contains(.letter) || $0.properties.numericType != nil }
    case "isspace": return isNotEmpty && text.units.allSatisfy(MarkedText.isSpace)
    case "isupper":
      return scalars.contains { $0.properties.isUppercase } && !scalars.contains { $0.properties.isLowercase }
    default: return scalars.contains { $0.properties.isLowercase } && !scalars.contains { $0.properties.isUppercase }
    }
  }

  /// A search may compare the part at every place.
  mutating func spendSearch(_ text: MarkedText, _ part: MarkedText, line: Int) throws(TemplateError) {
    let (cost, overflow) = text.count.multipliedReportingOverflow(by: min(part.count, 64))
    try spend(overflow ? limits.steps : cost / 64, line: line)
  }

  mutating func trimmed(
    _ text: MarkedText, _ name: String, _ characters: TemplateValue?, line: Int
  ) throws(TemplateError) -> MarkedText {
    let left = name != "rstrip"
    let right = name != "lstrip"
    switch characters {
    case nil, TemplateValue.none?: return text.trimmed(left: left, right: right)
    case .text(let set)?:
      let codes = Set(set.units.map(MarkedText.code))
      return text.trimmed(left: left, right: right) { codes.contains(MarkedText.code($0)) }
    default: throw TemplateError(.malformed, line: line, "\(name) takes a string")
    }
  }

  mutating func replaced(
    _ text: MarkedText, _ old: MarkedText, _ new: MarkedText, _ count: Int?, line: Int
  ) throws(TemplateError) -> MarkedText {
    try spendSearch(text, old, line: line)
    let limit = count.map { $0 < 0 ? Int.max : $0 } ?? .max
    let occurrences = old.isEmpty ? text.count + 1 : text.split(by: old, limit: .max).count - 1
    let (grown, overflow) = min(occurrences, limit).multipliedReportingOverflow(by: new.count)
    try reserve(overflow ? .max : addingSaturated(text.count, grown), line: line)
    return text.replacing(old, with: new, limit: limit)
  }

  mutating func joined(_ items: [TemplateValue], by separator: MarkedText, line: Int) throws(TemplateError)
    -> MarkedText
  {
    let weights = items.reduce(0) { addingSaturated($0, $1.weight) }
    let (between, overflow) = separator.count.multipliedReportingOverflow(by: items.count)
    try reserve(overflow ? .max : addingSaturated(weights, between), line: line)
    return MarkedText(units: Array(items.map(\.printed.units).joined(separator: separator.units)))
  }

  private mutating func split(
    _ text: MarkedText, _ name: String, _ given: TemplateArguments, line: Int
  ) throws(TemplateError) -> TemplateValue {
    let wanted = given[1, "maxsplit"]?.integer ?? -1
    let limit = wanted < 0 ? Int.max : wanted
    var parts: [MarkedText]
    if case .text(let separator)? = given[0, "sep"] {
      guard !separator.isEmpty else { throw TemplateError(.malformed, line: line, "an empty separator") }
      try spendSearch(text, separator, line: line)
      parts = text.split(by: separator, limit: name == "split" ? limit : .max)
      if name == "rsplit", parts.count - 1 > limit {
        let head = parts.prefix(parts.count - limit).map(\.units).joined(separator: separator.units)
        parts = [MarkedText(units: Array(head))] + parts.suffix(limit)
      }
    } else {
      guard name == "split" || limit == .max else {
        throw TemplateError(.unsupported, line: line, "rsplit at white space with a limit is left out")
      }
      parts = words(of: text, limit: limit)
    }
    try spend(parts.count / 8, line: line)
    return .list(TemplateList(parts.map { .text($0) }))
  }

  /// Python's `split()`: at runs of white space, none of it kept.
  private func words(of text: MarkedText, limit: Int) -> [MarkedText] {
    var parts: [MarkedText] = []
    var position = 0
    while true {
      while position < text.count, MarkedText.isSpace(text.units[position]) { position += 1 }
      if position == text.count { return parts }
      if parts.count == limit {
        parts.append(text.slice(position..<text.count).trimmed(left: false, right: true))
        return parts
      }
      let start = position
      while position < text.count, !MarkedText.isSpace(text.units[position]) { position += 1 }
      parts.append(text.slice(start..<position))
    }
  }

  func lines(of text: MarkedText) -> [MarkedText] {
    var lines: [MarkedText] = []
    var start = 0
    var position = 0
    while position < text.count {
      let code = MarkedText.code(text.units[position])
      if [0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029].contains(code) {
        lines.append(text.slice(start..<position))
        if code == 0x0D, position + 1 < text.count, MarkedText.code(text.units[position + 1]) == 0x0A { position += 1 }
        start = position + 1
      }
      position += 1
    }
    if start < text.count { lines.append(text.slice(start..<text.count)) }
    return lines
  }
}
