/// `|` filters.
extension TemplateInterpreter {
  mutating func filter(
    _ value: TemplateNode, _ name: String, _ arguments: [TemplateArgument], line: Int
  ) throws(TemplateError) -> TemplateValue {
    let value = try evaluate(value)
    return try filter(name, value, try evaluate(arguments, line: line), line: line)
  }

  /// A value filtered by the filter of that name.
  mutating func filter(
    _ name: String, _ value: TemplateValue, _ given: TemplateArguments, line: Int
  ) throws(TemplateError) -> TemplateValue {
    try walk(value, line: line)
    switch name {
    case "default", "d":
      let isMissing = value.isUndefined || (given[1, "boolean"]?.isTrue ?? false && !value.isTrue)
      return isMissing ? given[0, "default_value"] ?? .text("") : value
    case "tojson":
      try rewrite(value.weight, line: line)
      return .text(try TemplateJSON.written(value, given, limit: limits.characters, line: line))
    case "length", "count": return .integer(try length(of: value, line: line))
    case "string": return .text(value.printed)
    case "safe":
      var text = value.printed
      text.isMarkup = true
      return .text(text)
    case "trim", "upper", "lower", "capitalize", "title", "replace", "indent", "escape", "e", "wordcount":
      return try textFilter(name, value.printed, given, line: line)
    case "int", "float", "abs", "round": return try numberFilter(name, value, given, line: line)
    case "items":
      if value.isUndefined { return .list(TemplateList()) }
      guard case .map = value else { throw TemplateError(.malformed, line: line, "items takes a dict") }
      return try method("items", of: value, TemplateArguments(), line: line)
    default: return try listFilter(name, value, given, line: line)
    }
  }

  private func length(of value: TemplateValue, line: Int) throws(TemplateError) -> Int {
    switch value {
    case .text(let text): text.count
    case .list(let list): list.count
    case .map(let map): map.entries.count
    case .undefined: 0
    default: throw TemplateError(.malformed, line: line, "\(value.typeName) has no length")
    }
  }

  private mutating func textFilter(
    _ name: String, _ text: MarkedText, _ given: TemplateArguments, line: Int
  ) throws(TemplateError) -> TemplateValue {
    if name != "trim" && name != "replace" && name != "indent" { try rewrite(text.count, line: line) }
    switch name {
    case "trim": return .text(try trimmed(text, "strip", given[0, "chars"], line: line))
    case "upper": return .text(text.uppercased)
    case "lower": return .text(text.lowercased)
    case "capitalize": return .text(text.capitalized)
    case "title": return .text(text.headlined)
    case "wordcount":
      guard case .list(let words) = try method("split", of: .text(text), TemplateArguments(), line: line) else {
        return .integer(0)
      }
      return .integer(words.count)
    case "replace":
      guard let old = given[0, "old"]?.printed, let new = given[1, "new"]?.printed else {
        throw TemplateError(.malformed, line: line, "replace takes two strings")
      }
      return .text(try replaced(text, old, new, given[2, "count"]?.integer, line: line))
    case "indent": return .text(try indented(text, given, line: line))
    default: return .text(text.escaped)
    }
  }

  private mutating func indented(_ text: MarkedText, _ given: TemplateArguments, line: Int) throws(TemplateError)
    -> MarkedText
  {
    let width = given[0, "width"] ?? .integer(4)
    let isFirst = given[1, "first"]?.isTrue ?? false
    let isBlank = given[2, "blank"]?.isTrue ?? false
    var indentation = width.printed
    if case .integer(let spaces) = width {
      try reserve(max(0, spaces), line: line)
      indentation = MarkedText(units: Array(repeating: 0x20, count: max(0, spaces)))
    }
    let lines = text.split(by: MarkedText("\n"), limit: .max)
    let (grown, overflow) = lines.count.multipliedReportingOverflow(by: indentation.count)
    try reserve(overflow ? .max : addingSaturated(text.count, grown), line: line)
    var result: [UInt32] = []
    for (index, part) in lines.enumerated() {
      if index > 0 { result.append(0x0A) }
      if index > 0 ? isBlank || !part.isEmpty : isFirst { result += indentation.units }
      result += part.units
    }
    return MarkedText(units: result)
  }

  private func numberFilter(
    _ name: String, _ value: TemplateValue, _ given: TemplateArguments, line: Int
  ) throws(TemplateError) -> TemplateValue {
    func whole(_ number: Double) throws(TemplateError) -> TemplateValue {
      guard let integer = Int(exactly: number.rounded(.towardZero)) else {
        throw TemplateError(.malformed, line: line, "a number that is too large")
      }
      return .integer(integer)
    }
    switch name {
    case "int", "float":
      let fallback = given[0, "default"] ?? (name == "int" ? .integer(0) : .number(0))
      if case .text(let text) = value {
        let trimmed = text.trimmed(left: true, right: true).string
        guard trimmed.utf8.count <= 64 else { return fallback }
        if name == "int", let integer = Int(trimmed) { return .integer(integer) }
        guard let number = Double(trimmed), number.isFinite else { return fallback }
        return name == "int" ? try whole(number) : .number(number)
      }
      guard let number = value.double else { return fallback }
      if name == "float" { return .number(number) }
      if let integer = value.integer { return .integer(integer) }
      return number.isFinite ? try whole(number) : fallback
    case "abs":
      if let integer = value.integer, integer != .min { return .integer(abs(integer)) }
      guard let number = value.double else { break }
      return .number(abs(number))
    default:
      guard let number = value.double else { break }
      if case .integer = value { return value }
      let digits = given[0, "precision"]?.integer ?? 0
      guard (0...15).contains(digits) else { break }
      var scale = 1.0
      for _ in 0..<digits { scale *= 10 }
      let scaled = number * scale
      switch given[1, "method"]?.printed.string ?? "common" {
      case "ceil": return .number(scaled.rounded(.up) / scale)
      case "floor": return .number(scaled.rounded(.down) / scale)
      default: return .number(scaled.rounded(.toNearestOrEven) / scale)
      }
    }
    throw TemplateError(.malformed, line: line, "\(name) does not take this \(value.typeName)")
  }
}
