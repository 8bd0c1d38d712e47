#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The rotary fields of `config.json`: `rope_theta` and `rope_scaling`, or since transformers 5 `rope_parameters`.
struct HuggingFaceRope {
  var base: Float
  /// Gemma 3: base of the sliding layers.
  var localBase: Float?
  var scaling: RopeScaling

  static func read(
    _ fields: ConfigurationFields, family: ModelFamily, headSize: Int, contextLength: Int, defaultBase: Float
  ) throws(ModelFileError) -> HuggingFaceRope {
    let base = try fields.number("rope_theta", default: defaultBase)
    var result = HuggingFaceRope(base: base, localBase: nil, scaling: .none)
    if family == .gemma3 { result.localBase = try fields.number("rope_local_base_freq", default: 10_000) }
    let key = fields.value("rope_parameters") == nil ? "rope_scaling" : "rope_parameters"
    guard var own = try fields.fields(key) else { return result }
    if family == .gemma3, let local = try own.fields("sliding_attention") {
      result.localBase = try local.number("rope_theta", default: result.localBase)
      let kind = try local.text("rope_type") ?? "default"
      guard kind == "default" else {
        throw local.error("rope_type", "is \"\(kind)\" for sliding layers, which is not handled", kind: .unsupported)
      }
      guard let full = try own.fields("full_attention") else { throw own.error("full_attention", "is missing") }
      own = full
    }
    result.base = try own.number("rope_theta", default: base)
    if let factor = try own.optionalNumber("partial_rotary_factor"), factor != 1 {
      throw own.error("partial_rotary_factor", "is \(factor); only full rotation is handled", kind: .unsupported)
    }
    result.scaling = try scaling(own, fields, headSize: headSize, contextLength: contextLength)
    return result
  }

  private static func scaling(
    _ own: ConfigurationFields, _ fields: ConfigurationFields, headSize: Int, contextLength: Int
  ) throws(ModelFileError) -> RopeScaling {
    let originalKey = "original_max_position_embeddings", most = ModelConfiguration.Limits.contextLength
    switch try own.text(own.value("rope_type") == nil ? "type" : "rope_type") ?? "default" {
    case "default": return .none
    case "linear": return .linear(factor: try own.number("factor"))
    case "llama3":
      let low = try own.number("low_freq_factor"), high = try own.number("high_freq_factor")
      guard high > low else { throw own.error("high_freq_factor", "is not above low_freq_factor") }
      return .llama3(
        factor: try own.number("factor"), lowFrequencyFactor: low, highFrequencyFactor: high,
        originalContext: try own.count(originalKey, most: most))
    case "yarn":
      for key in ["mscale", "mscale_all_dim"] where own.value(key) != nil {
        throw own.error(key, "is not handled", kind: .unsupported)
      }
      guard try own.flag("truncate", default: true) else {
        throw own.error("truncate", "is false, which is not handled", kind: .unsupported)
      }
      return .yarn(
        factor: try own.number("factor"),
        originalContext: try own.count(originalKey, default: contextLength, most: most),
        attentionFactor: try own.optionalNumber("attention_factor"),
        betaFast: try own.number("beta_fast", default: 32), betaSlow: try own.number("beta_slow", default: 1))
    case "longrope", "su":
      guard let short = try own.numbers("short_factor", count: headSize / 2) else {
        throw own.error("short_factor", "is missing")
      }
      guard let long = try own.numbers("long_factor", count: headSize / 2) else {
        throw own.error("long_factor", "is missing")
      }
      let outer = try fields.count(originalKey, default: contextLength, least: 2, most: most)
      let original = try own.count(originalKey, default: outer, least: 2, most: most)
      let factor = Float(contextLength) / Float(original)
      let computed = factor <= 1 ? 1 : (1 + logf(factor) / logf(Float(original))).squareRoot()
      return .longrope(
        short: short, long: long, originalContext: original,
        attentionFactor: try own.number("attention_factor", default: computed))
    case let other: throw own.error("rope_type", "is \"\(other)\", which is not handled", kind: .unsupported)
    }
  }
}
