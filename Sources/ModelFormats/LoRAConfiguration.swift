/// `adapter_config.json` of a PEFT adapter. Fields that would make the adapter anything but low-rank updates, with or without
/// lengths of rows (DoRA), and modules trained whole are refused by name, those that this program does not know too, unless
/// they are off.
package struct LoRAConfiguration: Sendable {
  /// Which modules an adapter updates.
  enum Targets: Sendable {
    case named([String])
    case pattern(String, ModulePattern)
    /// Every linear layer but the output.
    case allLinear

    var names: [String] {
      switch self {
      case .named(let names): names
      case .pattern(let text, _): [text]
      case .allLinear: ["all-linear"]
      }
    }

    func contains(_ module: String) -> Bool {
      switch self {
      case .named(let names): names.contains { module == $0 || module.hasSuffix("." + $0) }
      case .pattern(_, let pattern): pattern.matches(module)
      case .allLinear: module != "lm_head" && !module.hasSuffix(".embed_tokens")
      }
    }
  }

  static let fileName = "adapter_config.json"
  private static let mostRank = 1 << 16
  /// Patterns of all modules of the largest models fit; more would make matching slow.
  private static let mostSteps = 200_000

  let targets: Targets
  let excluded: Targets?
  let layers: [Int]?
  let layerLists: [String]
  let rank: Int
  let alpha: Double
  let isRankStabilised: Bool
  /// Whether rows' lengths are trained apart from their directions (`use_dora`).
  let isDoRA: Bool
  /// `modules_to_save`: ends of the paths of modules that are saved whole.
  let savedModules: [String]
  let ranks: [(pattern: ModulePattern, value: Int)]
  let alphas: [(pattern: ModulePattern, value: Double)]
  package let declaredInvocation: DeclaredInvocation?

  /// Reads the configuration in an adapter's folder.
  package static func read(_ folder: ModelFolder) throws(ModelFileError) -> LoRAConfiguration {
    let fields = ConfigurationFields(file: folder.path(of: fileName), object: try folder.object(fileName))
    try refuseVariants(fields)
    guard let targets = try targets(fields, "target_modules") else {
      throw fields.error("target_modules", "is missing")
    }
    let ranks = try patterns(fields, "rank_pattern") { (inner, key) throws(ModelFileError) in
      try inner.count(key, most: mostRank)
    }
    let alphas = try patterns(fields, "alpha_pattern") { (inner, key) throws(ModelFileError) in
      try finite(inner, key, 0)
    }
    return LoRAConfiguration(
      targets: targets, excluded: try self.targets(fields, "exclude_modules"),
      layers: try integers(fields, "layers_to_transform"),
      layerLists: try self.targets(fields, "layers_pattern")?.names ?? [],
      rank: try fields.count("r", default: 8, most: mostRank), alpha: try finite(fields, "lora_alpha", 8),
      isRankStabilised: try fields.flag("use_rslora", default: false), isDoRA: try fields.flag("use_dora", default: false),
      savedModules: try self.targets(fields, "modules_to_save")?.names ?? [], ranks: ranks, alphas: alphas,
      declaredInvocation: try invocation(fields))
  }

  private static func invocation(_ fields: ConfigurationFields) throws(ModelFileError) -> DeclaredInvocation? {
    guard let tokens = try integers(fields, "alora_invocation_tokens"), !tokens.isEmpty else { return nil }
    return DeclaredInvocation(tokens: tokens)
  }

  /// Whether PEFT would make a copy of the module to be trained whole: it compares paths' ends.
  func saves(_ module: String) -> Bool { savedModules.contains { module.hasSuffix($0) } }

  /// Rank and α/r (with rank stabilisation α/√r) of the module at a path such as `model.layers.3.mlp.up_proj`.
  func scale(of module: String) -> (rank: Int, factor: Float) {
    // The first pattern that matches decides, as in PEFT.
    let rank = ranks.first { $0.pattern.matches(module) }?.value ?? rank
    let alpha = alphas.first { $0.pattern.matches(module) }?.value ?? alpha
    return (rank, Float(alpha / (isRankStabilised ? Double(rank).squareRoot() : Double(rank))))
  }

  /// Whether PEFT would make an update for the module.
  func updates(_ module: String) -> Bool {
    if let excluded, excluded.contains(module) { return false }
    guard targets.contains(module) else { return false }
    guard let layers, !layers.isEmpty, case .named(let names) = targets, !names.contains(module) else { return true }
    let parts = module.split(separator: ".")
    for (list, number) in zip(parts, parts.dropFirst()) {
      if let layer = Int(number), layerLists.isEmpty || layerLists.contains(String(list)) {
        return layers.contains(layer)
      }
    }
    return false
  }

  private static func compiled(
    _ pattern: String, _ fields: ConfigurationFields, _ key: String
  ) throws(ModelFileError) -> ModulePattern {
    do {
      return try ModulePattern(pattern)
    } catch {
      throw fields.error(key, error.problem, kind: .unsupported)
    }
  }

  /// An object of values by pattern, in its order. A pattern may match the end of a path, from a point on.
  private static func patterns<Value>(
    _ fields: ConfigurationFields, _ key: String,
    _ value: (ConfigurationFields, String) throws(ModelFileError) -> Value
  ) throws(ModelFileError) -> [(pattern: ModulePattern, value: Value)] {
    guard let inner = try fields.fields(key) else { return [] }
    var result: [(pattern: ModulePattern, value: Value)] = []
    var steps = 0
    for member in inner.object.members {
      let pattern = try compiled("(.*\\.)?(" + member.key + ")", inner, member.key)
      steps += pattern.stepCount
      guard steps <= mostSteps else { throw fields.error(key, "holds too many patterns", kind: .unsupported) }
      result.append((pattern, try value(inner, member.key)))
    }
    return result
  }

  private static func targets(_ fields: ConfigurationFields, _ key: String) throws(ModelFileError) -> Targets? {
    switch fields.value(key) {
    case nil: return nil
    case .string("all-linear")?: return .allLinear
    case .string(let text)?: return .pattern(text, try compiled(text, fields, key))
    case .array(let items)?:
      var names: [String] = []
      for item in items {
        guard case .string(let name) = item else { throw fields.error(key, "holds something that is not a name") }
        names.append(name)
      }
      return .named(names)
    default: throw fields.error(key, "is neither a list of names nor a pattern")
    }
  }

  private static func integers(_ fields: ConfigurationFields, _ key: String) throws(ModelFileError) -> [Int]? {
    switch fields.value(key) {
    case nil: return nil
    case .integer(let number)?: return [number]
    case .array(let items)?:
      var numbers: [Int] = []
      for item in items {
        guard case .integer(let number) = item, number >= 0 else {
          throw fields.error(key, "holds something that is not a whole number")
        }
        numbers.append(number)
      }
      return numbers
    default: throw fields.error(key, "is not a list of whole numbers")
    }
  }

  /// A finite number, which unlike most may be zero or negative.
  private static func finite(
    _ fields: ConfigurationFields, _ key: String, _ fallback: Double
  ) throws(ModelFileError) -> Double {
    switch fields.value(key) {
    case nil: return fallback
    case .integer(let number)?: return Double(number)
    // Scales are single-precision.
    case .number(let number)? where Float(number).isFinite: return number
    default: throw fields.error(key, "is not a finite number")
    }
  }
}
