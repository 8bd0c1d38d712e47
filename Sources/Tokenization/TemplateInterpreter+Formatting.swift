/// `"…{}…".format(…)`: fields by position, number or name. Attributes and format specifications are left out.
extension TemplateInterpreter {
  mutating func formatted(_ text: MarkedText, _ given: TemplateArguments, line: Int) throws(TemplateError) -> MarkedText
  {
    var result = MarkedText()
    var next = 0
    var index = 0
    while index < text.count {
      let code = MarkedText.code(text.units[index])
      let isDoubled = index + 1 < text.count && MarkedText.code(text.units[index + 1]) == code
      if code == 0x7B || code == 0x7D, isDoubled {
        result.units.append(text.units[index])
        index += 2
      } else if code == 0x7B {
        guard let end = text.firstIndex(of: MarkedText("}"), from: index) else {
          throw TemplateError(.malformed, line: line, "a format's field without end")
        }
        let value = try field(text.slice(index + 1..<end).string, given, &next, line: line)
        try walk(value, line: line)
        try reserve(addingSaturated(result.count, value.weight), line: line)
        result.units += value.printed.units
        index = end + 1
      } else {
        result.units.append(text.units[index])
        index += 1
      }
    }
    return result
  }

  private func field(
    _ name: String, _ given: TemplateArguments, _ next: inout Int, line: Int
  ) throws(TemplateError) -> TemplateValue {
    if name.isEmpty { next += 1 }
    let position = name.isEmpty ? next - 1 : Int(name)
    if let position, given.positional.indices.contains(position) { return given.positional[position] }
    guard position == nil, let value = given.named[name] else {
      throw TemplateError(
        .malformed, line: line, "a format's field {\(name.prefix(40))} that is not given, or not a plain name")
    }
    return value
  }
}
