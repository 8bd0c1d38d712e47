/// Checked access to a configuration's fields. A field that is null counts as absent. Errors name field and offset.
struct ConfigurationFields {
  let file: String
  let object: JSONObject
  /// Put before a field's name in messages, such as `rope_scaling.`.
  var prefix = ""

  func error(
    _ key: String, _ problem: String, kind: ModelFileError.Kind = .malformed, advice: String? = nil
  ) -> ModelFileError {
    ModelFileError(
      kind, file: file, field: prefix + key, problem: problem, offset: object.member(key)?.offset, advice: advice)
  }

  func value(_ key: String) -> JSONValue? {
    guard let value = object[key], value != .null else { return nil }
    return value
  }

  /// A whole number from `least` to `most`; nil when absent.
  func optionalCount(_ key: String, least: Int = 1, most: Int) throws(ModelFileError) -> Int? {
    guard let value = value(key) else { return nil }
    guard case .integer(let count) = value else { throw error(key, "is not a whole number") }
    guard count >= least, count <= most else {
      throw error(key, "is \(count); \(least) to \(most) is expected")
    }
    return count
  }

  func count(_ key: String, default fallback: Int? = nil, least: Int = 1, most: Int) throws(ModelFileError) -> Int {
    if let count = try optionalCount(key, least: least, most: most) { return count }
    guard let fallback else { throw error(key, "is missing") }
    return fallback
  }

  /// A finite positive number; nil when absent.
  func optionalNumber(_ key: String) throws(ModelFileError) -> Float? {
    guard let value = value(key) else { return nil }
    guard let number = Self.float(value) else { throw error(key, "is not a number") }
    guard number.isFinite, number > 0 else { throw error(key, "is \(number); a positive number is expected") }
    return number
  }

  func number(_ key: String, default fallback: Float? = nil) throws(ModelFileError) -> Float {
    if let number = try optionalNumber(key) { return number }
    guard let fallback else { throw error(key, "is missing") }
    return fallback
  }

  func flag(_ key: String, default fallback: Bool) throws(ModelFileError) -> Bool {
    guard let value = value(key) else { return fallback }
    guard case .bool(let flag) = value else { throw error(key, "is neither true nor false") }
    return flag
  }

  func text(_ key: String) throws(ModelFileError) -> String? {
    guard let value = value(key) else { return nil }
    guard case .string(let text) = value else { throw error(key, "is not a text") }
    return text
  }

  /// `count` finite positive numbers; nil when absent.
  func numbers(_ key: String, count: Int) throws(ModelFileError) -> [Float]? {
    guard let value = value(key) else { return nil }
    guard case .array(let items) = value else { throw error(key, "is not a list") }
    guard items.count == count else { throw error(key, "has \(items.count) numbers; \(count) are expected") }
    var result: [Float] = []
    for item in items {
      guard let number = Self.float(item), number.isFinite, number > 0 else {
        throw error(key, "holds something that is not a positive number")
      }
      result.append(number)
    }
    return result
  }

  func fields(_ key: String) throws(ModelFileError) -> ConfigurationFields? {
    guard let value = value(key) else { return nil }
    guard case .object(let inner) = value else { throw error(key, "is not an object") }
    return ConfigurationFields(file: file, object: inner, prefix: prefix + key + ".")
  }

  private static func float(_ value: JSONValue) -> Float? {
    switch value {
    case .integer(let integer): Float(integer)
    case .number(let number): Float(number)
    default: nil
    }
  }
}
