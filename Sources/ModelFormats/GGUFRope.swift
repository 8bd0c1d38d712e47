/// The rotary fields of a GGUF file: scaling keys, and the tensors that hold divisors of the frequencies.
enum GGUFRope {
  static let divisorNames = ["rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight"]

  static func scaling(
    _ file: GGUFFile, _ fields: ConfigurationFields, headSize: Int, contextLength: Int
  ) throws(ModelFileError) -> RopeScaling {
    let most = ModelConfiguration.Limits.contextLength
    let key = "rope.scaling.type", originalKey = "rope.scaling.original_context_length"
    let long = try divisors(file, "rope_factors_long.weight", headSize)
    let short = try divisors(file, "rope_factors_short.weight", headSize)
    if let long, let short {
      return .longrope(
        short: short, long: long,
        originalContext: try fields.count(originalKey, default: contextLength, most: most),
        attentionFactor: try fields.number("rope.scaling.attn_factor", default: 1))
    }
    guard long == nil, short == nil else {
      throw ModelFileError(
        .malformed, file: file.path, field: long == nil ? "rope_factors_long.weight" : "rope_factors_short.weight",
        problem: "is missing, and its counterpart is there")
    }
    let type = try fields.text(key) ?? (fields.value("rope.scale_linear") == nil ? "none" : "linear")
    if let divisors = try divisors(file, "rope_freqs.weight", headSize) {
      guard type == "none" else { throw fields.error(key, "and rope_freqs.weight are both there", kind: .unsupported) }
      return .divisors(divisors)
    }
    switch type {
    case "none": return .none
    case "linear":
      let older = try fields.number("rope.scale_linear", default: 1)
      let factor = try fields.number("rope.scaling.factor", default: older)
      return factor == 1 ? .none : .linear(factor: factor)
    case "yarn":
      // What runtimes make of it has changed over time, and 1 is what every one takes for granted.
      if try fields.optionalNumber("rope.scaling.attn_factor") ?? 1 != 1 {
        throw fields.error("rope.scaling.attn_factor", "is set for yarn, which is not handled", kind: .unsupported)
      }
      return .yarn(
        factor: try fields.number("rope.scaling.factor"),
        originalContext: try fields.count(originalKey, default: contextLength, most: most),
        attentionFactor: nil,
        betaFast: try fields.number("rope.scaling.yarn_beta_fast", default: 32),
        betaSlow: try fields.number("rope.scaling.yarn_beta_slow", default: 1))
    default: throw fields.error(key, "is \"\(type)\", which is not handled", kind: .unsupported)
    }
  }

  private static func divisors(_ file: GGUFFile, _ name: String, _ headSize: Int) throws(ModelFileError) -> [Float]? {
    guard let tensor = file.tensor(named: name) else { return nil }
    guard tensor.shape == [headSize / 2], tensor.type.isReadable else {
      throw ModelFileError(
        .malformed, file: file.path, field: name, problem: "is not \(headSize / 2) numbers", offset: tensor.entryOffset)
    }
    let stored = StoredTensor(
      name: name, file: file.mapped, type: tensor.type, offset: tensor.offset, rows: headSize / 2, columns: 1,
      isVector: true)
    let values = try stored.floats()
    guard values.allSatisfy({ $0 > 0 }) else {
      throw ModelFileError(
        .malformed, file: file.path, field: name, problem: "holds a number that is not positive",
        offset: tensor.offset)
    }
    return values
  }
}
