/// `is` tests.
extension TemplateInterpreter {
  mutating func test(
    _ value: TemplateNode, _ name: String, _ arguments: [TemplateArgument], line: Int
  ) throws(TemplateError) -> Bool {
    let value = try evaluate(value)
    return try test(name, value, try evaluate(arguments, line: line), line: line)
  }

  /// Whether a value passes the test of that name.
  mutating func test(
    _ name: String, _ value: TemplateValue, _ given: TemplateArguments, line: Int
  ) throws(TemplateError) -> Bool {
    switch name {
    case "defined": return !value.isUndefined
    case "undefined": return value.isUndefined
    case "none": if case .none = value { return true } else { return false }
    case "boolean": if case .bool = value { return true } else { return false }
    case "true": if case .bool(true) = value { return true } else { return false }
    case "false": if case .bool(false) = value { return true } else { return false }
    case "integer": if case .integer = value { return true } else { return false }
    case "float": if case .number = value { return true } else { return false }
    case "number": return value.double != nil
    case "string": return value.text != nil
    case "mapping": if case .map = value { return true } else { return false }
    case "sequence", "iterable":
      switch value {
      case .text, .list, .map, .undefined: return true
      default: return false
      }
    case "callable":
      switch value {
      case .macro, .function, .caller: return true
      default: return false
      }
    case "upper": return value.printed.string == value.printed.uppercased.string && value.text != nil
    case "lower": return value.printed.string == value.printed.lowercased.string && value.text != nil
    case "odd", "even", "divisibleby":
      let divisor = name == "divisibleby" ? given[0, "num"]?.integer ?? 0 : 2
      guard let number = value.integer, divisor != 0, divisor != -1 else {
        throw TemplateError(.malformed, line: line, "\(name) takes whole numbers")
      }
      return (number % divisor == 0) == (name != "odd")
    case "equalto", "eq", "==", "sameas": return try compare("==", value, operand(given, name, line), line: line)
    case "ne", "!=": return try compare("!=", value, operand(given, name, line), line: line)
    case "lt", "lessthan": return try compare("<", value, operand(given, name, line), line: line)
    case "gt", "greaterthan": return try compare(">", value, operand(given, name, line), line: line)
    case "le": return try compare("<=", value, operand(given, name, line), line: line)
    case "ge": return try compare(">=", value, operand(given, name, line), line: line)
    case "in": return try compare("in", value, operand(given, name, line), line: line)
    default: throw TemplateError(.malformed, line: line, "unknown test \(name.prefix(40))")
    }
  }

  private func operand(_ given: TemplateArguments, _ name: String, _ line: Int) throws(TemplateError) -> TemplateValue {
    guard let operand = given[0, "other"] else { throw TemplateError(.malformed, line: line, "\(name) takes a value") }
    return operand
  }
}
