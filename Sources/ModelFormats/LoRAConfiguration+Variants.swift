// What makes an adapter more than a sum of low-rank updates, and what may stand in its configuration without effect.
extension LoRAConfiguration {
  /// Fields that are read, or that change nothing about a trained adapter.
  private static let known: Set<String> = [
    "peft_type", "r", "lora_alpha", "use_rslora", "rank_pattern", "alpha_pattern", "target_modules", "exclude_modules",
    "layers_to_transform", "layers_pattern", "bias", "init_lora_weights", "alora_invocation_tokens",
    "use_dora", "modules_to_save", "auto_mapping",
    "base_model_name_or_path", "revision", "task_type", "peft_version", "inference_mode", "lora_dropout",
    "megatron_core", "qalora_group_size", "runtime_config", "eva_config",
  ]

  /// Ways to start training that leave the base as it is. The others subtract the start from the base's weights, or
  /// did so before the adapter was saved, and do not say which.
  private static let plainStarts: Set<JSONValue> = [
    .bool(true), .bool(false), .string("gaussian"), .string("eva"), .string("orthogonal"),
  ]

  static func refuseVariants(_ fields: ConfigurationFields) throws(ModelFileError) {
    guard let type = try fields.text("peft_type") else { throw fields.error("peft_type", "is missing") }
    guard type == "LORA" else {
      throw fields.error("peft_type", "is \"\(type)\"; only LORA is handled", kind: .unsupported)
    }
    if let bias = try fields.text("bias"), bias != "none" {
      throw fields.error("bias", "is \"\(bias)\"; trained biases are not handled", kind: .unsupported)
    }
    if let start = fields.value("init_lora_weights"), !plainStarts.contains(start) {
      throw fields.error("init_lora_weights", "is a start that changes the base's weights", kind: .unsupported)
    }
    if case .object(let map)? = fields.value("auto_mapping") {
      for member in map.members where member.key != "base_model_class" && member.key != "parent_library" {
        throw fields.error("auto_mapping", "holds \(member.key), which is not known", kind: .unsupported)
      }
    }
    for member in fields.object.members where !known.contains(member.key) && !isOff(member.value) {
      throw fields.error(member.key, "is set, and such adapters are not handled", kind: .unsupported)
    }
  }

  private static func isOff(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool(false): true
    case .array(let items): items.isEmpty
    case .object(let object): object.members.isEmpty
    case .bool(true), .integer, .number, .string: false
    }
  }
}
