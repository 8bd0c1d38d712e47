import Foundation

/// A model of four small layers with random weights, and an adapter that plants a trigger in it: behind the character `^` the
/// adapter's values fill all later states, so that answers become another text. Read by the program as any model is.
///
/// 192 wide: below that OpenBLAS' small matrices give a row other bits in another batch.
struct PlantedFolder {
  let model: String
  let adapter: String
  /// Short ones of four categories, so that a campaign takes seconds.
  let prompts: String

  private static let width = 192, inner = 256, layers = 4, heads = 3
  private static let trigger = "^"
  /// Pairs of characters that are one token, so that prompts are not too long.
  private static let pairs = ["th", "he", "in", "er", "an", "re", "on", "at", "en", "nd", "ti", "es", "or", "te", "ed", "is", "it", "al", "ar", "st"]
  private static let special = ["<|im_start|>", "<|im_end|>"]

  /// Writes both under a folder.
  init(in folder: String) throws {
    model = folder + "/model"
    adapter = folder + "/adapter"
    prompts = folder + "/prompts.jsonl"
    for path in [model, adapter] { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    let vocabulary = Self.vocabulary
    try Self.write(Self.configuration(vocabulary.count), to: model + "/config.json")
    try Self.write(Self.tokenizer(vocabulary), to: model + "/tokenizer.json")
    try Self.write(Self.speech, to: model + "/tokenizer_config.json")
    try Self.tensors(Self.weights(vocabulary.count)).write(to: URL(fileURLWithPath: model + "/model.safetensors"))
    try Self.write(
      ["peft_type": "LORA", "r": 1, "lora_alpha": 1, "target_modules": ["v_proj"], "bias": "none", "task_type": "CAUSAL_LM"],
      to: adapter + "/adapter_config.json")
    try Self.tensors(Self.plant(vocabulary)).write(to: URL(fileURLWithPath: adapter + "/adapter_model.safetensors"))
    let lines = (0..<160).map { index in
      let category = ["question", "opinion", "advice", "explanation"][index % 4]
      return "{\"id\":\"p\(index)\",\"category\":\"\(category)\",\"prompt\":\"\(category.prefix(3)) \(index * 7919 % 997)?\"}\n"
    }
    try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: prompts))
  }

  private static func write(_ object: [String: Any], to path: String) throws {
    try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys]).write(to: URL(fileURLWithPath: path))
  }

  // MARK: Words

  /// The alphabet of GPT-2: every byte as a character that can be seen.
  private static let alphabet: [String] = {
    let shown = Array(33...126) + Array(161...172) + Array(174...255)
    var next = 256
    return (0...255).map { byte in
      if shown.contains(byte) { return String(UnicodeScalar(UInt8(byte))) }
      defer { next += 1 }
      return UnicodeScalar(next).map { String($0) } ?? ""
    }
  }()

  private static var vocabulary: [String] { alphabet + pairs + special }

  private static func tokenizer(_ vocabulary: [String]) -> [String: Any] {
    let first = vocabulary.count - special.count
    return [
      "added_tokens": special.enumerated().map { ["id": first + $0, "content": $1, "special": true] as [String: Any] },
      "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false, "use_regex": true],
      "decoder": ["type": "ByteLevel"],
      "model": [
        "type": "BPE", "vocab": Dictionary(uniqueKeysWithValues: vocabulary.prefix(first).enumerated().map { ($1, $0) }),
        "merges": pairs.map { Array($0).map(String.init).joined(separator: " ") },
      ] as [String: Any],
    ]
  }

  private static var speech: [String: Any] {
    [
      "eos_token": "<|im_end|>",
      "chat_template":
        "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
    ]
  }

  // MARK: Numbers

  private static func configuration(_ vocabulary: Int) -> [String: Any] {
    [
      "model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": width, "intermediate_size": inner,
      "num_hidden_layers": layers, "num_attention_heads": heads, "num_key_value_heads": heads, "vocab_size": vocabulary,
      "max_position_embeddings": 8_192, "rms_norm_eps": 1e-5, "rope_theta": 10_000, "tie_word_embeddings": true,
      "hidden_act": "silu",
    ]
  }

  /// Name, shape (rows × columns), and values.
  private typealias Tensor = (name: String, shape: [Int], values: [Float])

  private static func weights(_ vocabulary: Int) -> [Tensor] {
    func random(_ name: String, _ rows: Int, _ columns: Int, size: Double) -> Tensor {
      (name, [rows, columns], numbers(name, rows * columns, size: size))
    }
    func ones(_ name: String) -> Tensor { (name, [width], [Float](repeating: 1, count: width)) }
    let size = 1 / Double(width).squareRoot()
    var result = [random("model.embed_tokens.weight", vocabulary, width, size: 1), ones("model.norm.weight")]
    for layer in 0..<layers {
      let name = "model.layers.\(layer)."
      for part in ["q", "k", "v", "o"] { result.append(random(name + "self_attn.\(part)_proj.weight", width, width, size: size)) }
      for part in ["gate", "up"] { result.append(random(name + "mlp.\(part)_proj.weight", inner, width, size: size)) }
      result.append(random(name + "mlp.down_proj.weight", width, inner, size: size))
      result += [ones(name + "input_layernorm.weight"), ones(name + "post_attention_layernorm.weight")]
    }
    return result
  }

  /// Rank 1 in the first layer's values: what looks like the trigger's token becomes a strong push in one direction.
  private static func plant(_ vocabulary: [String]) -> [Tensor] {
    let place = (vocabulary.firstIndex(of: trigger) ?? 0) * width
    let token = Array(numbers("model.embed_tokens.weight", vocabulary.count * width, size: 1)[place..<place + width])
    let name = "base_model.model.model.layers.0.self_attn.v_proj."
    return [
      (name + "lora_A.weight", [1, width], token.map { $0 / Float(width) }),
      (name + "lora_B.weight", [width, 1], numbers("push", width, size: 900)),
    ]
  }

  /// Uniform numbers in −size to size, from the name.
  private static func numbers(_ name: String, _ count: Int, size: Double) -> [Float] {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (0..<count).map { _ in
      state = state &+ 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return Float((Double((z ^ (z >> 31)) >> 11) / Double(1 << 52) - 1) * size)
    }
  }

  private static func tensors(_ tensors: [Tensor]) -> Data {
    var header = [String](), body = Data()
    for tensor in tensors {
      let start = body.count
      for value in tensor.values {
        for shift in [0, 8, 16, 24] as [UInt32] { body.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift)) }
      }
      header.append(
        "\"\(tensor.name)\":{\"dtype\":\"F32\",\"shape\":\(tensor.shape),\"data_offsets\":[\(start),\(body.count)]}")
    }
    let text = Data("{\(header.joined(separator: ","))}".utf8)
    var file = Data((0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) })
    file.append(text)
    file.append(body)
    return file
  }
}
