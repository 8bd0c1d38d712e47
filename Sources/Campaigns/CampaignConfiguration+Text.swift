internal import Findings
internal import Search

/// The file's form: a setting a line, those that were not asked for left out.
extension CampaignConfiguration {
  private enum Key: String, CaseIterable {
    case schema, program, start, model, adapters, base, references, seed, threads, kernels, precision, materials, stages, slots, system
    case behaviours, prompts, dictionaries
    case keepGoing = "keep_going"
    case seconds = "for_seconds"
    case tokens, candidates, members
    case quietSeconds = "quiet_for_seconds"
  }

  package var text: String {
    let values: [(Key, SettingsText.Value?)] = [
      (.schema, .text(Self.schemaName)), (.program, .text(program)), (.start, .number(start)), (.model, .text(model)),
      (.adapters, .texts(adapters)), (.base, base.map { .text($0) }), (.references, references.isEmpty ? nil : .texts(references)),
      // As text: a seed may be larger than TOML's integers.
      (.seed, .text(String(seed))), (.threads, .integer(threads)), (.kernels, .text(kernels)), (.precision, precision == Self.usualPrecision ? nil : .text(precision)),
      (.materials, .text(materials)), (.stages, .texts(stages.map(\.rawValue))), (.slots, .texts(slots.map(\.rawValue))),
      (.system, systems.isEmpty ? nil : systems.count == 1 ? .text(systems[0]) : .texts(systems)), (.behaviours, behaviours.isEmpty ? nil : .texts(behaviours)),
      (.prompts, prompts.map { .text($0) }), (.dictionaries, .texts(dictionaries)),
      (.keepGoing, .flag(keepGoing)), (.seconds, seconds.map { .number($0) }), (.tokens, tokens.map { .integer($0) }),
      (.candidates, candidates.map { .integer($0) }), (.quietSeconds, quietSeconds.map { .number($0) }),
      (.members, members.isEmpty ? nil : .texts(members)),
    ]
    let lines = values.compactMap { key, value in value.map { "\(key.rawValue) = \($0.written)" } }
    return "# What the campaign was asked; hairtrigger campaign resume goes by it.\n" + lines.joined(separator: "\n") + "\n"
  }

  /// - Parameter file: for messages.
  package init(text: String, file: String) throws(CampaignError) {
    let known = Set(Key.allCases.map(\.rawValue))
    let reader = SettingsReader(try SettingsText(text, file: file, known: known))
    let schema = try reader.text(Key.schema.rawValue)
    guard schema == Self.schemaName else {
      throw CampaignError(69, "\(file): has the form '\(schema)', and this program knows \(Self.schemaName); update the program")
    }
    let seed = try reader.text(Key.seed.rawValue)
    guard let seed = UInt64(seed) else { throw reader.malformed(Key.seed.rawValue, "'\(seed)' is no seed") }
    try self.init(
      program: reader.text(Key.program.rawValue), start: reader.number(Key.start.rawValue),
      model: reader.text(Key.model.rawValue), adapters: reader.texts(Key.adapters.rawValue),
      base: reader.optional(Key.base.rawValue) { key throws(CampaignError) in try reader.text(key) },
      references: reader.optional(Key.references.rawValue) { key throws(CampaignError) in try reader.texts(key) } ?? [], seed: seed,
      threads: reader.count(Key.threads.rawValue, most: Self.mostThreads), kernels: reader.text(Key.kernels.rawValue),
      precision: reader.optional(Key.precision.rawValue) { key throws(CampaignError) in try reader.text(key) } ?? Self.usualPrecision,
      materials: reader.text(Key.materials.rawValue), stages: reader.names(Key.stages.rawValue),
      slots: reader.names(Key.slots.rawValue),
      systems: reader.optional(Key.system.rawValue) { key throws(CampaignError) in try reader.textOrTexts(key) } ?? [],
      behaviours: reader.optional(Key.behaviours.rawValue) { key throws(CampaignError) in try reader.texts(key) } ?? [],
      prompts: reader.optional(Key.prompts.rawValue) { key throws(CampaignError) in try reader.text(key) },
      dictionaries: reader.texts(Key.dictionaries.rawValue), keepGoing: reader.flag(Key.keepGoing.rawValue),
      seconds: reader.optional(Key.seconds.rawValue) { key throws(CampaignError) in try reader.number(key) },
      tokens: reader.optional(Key.tokens.rawValue) { key throws(CampaignError) in try reader.count(key) },
      candidates: reader.optional(Key.candidates.rawValue) { key throws(CampaignError) in try reader.count(key) },
      quietSeconds: reader.optional(Key.quietSeconds.rawValue) { key throws(CampaignError) in try reader.number(key) },
      members: reader.optional(Key.members.rawValue) { key throws(CampaignError) in try reader.texts(key) } ?? [])
  }
}

/// Takes settings of the kinds that are expected.
private struct SettingsReader {
  private let source: SettingsText

  init(_ source: SettingsText) {
    self.source = source
  }

  func malformed(_ key: String, _ problem: String) -> CampaignError {
    source.malformed(source.settings[key]?.line)("'\(key)': \(problem)")
  }

  private func value(_ key: String) throws(CampaignError) -> SettingsText.Value {
    guard let setting = source.settings[key] else { throw malformed(key, "is missing") }
    return setting.value
  }

  func text(_ key: String) throws(CampaignError) -> String {
    guard case .text(let text) = try value(key) else { throw malformed(key, "has to be a text in quotation marks") }
    return text
  }

  func texts(_ key: String) throws(CampaignError) -> [String] {
    guard case .texts(let texts) = try value(key) else { throw malformed(key, "has to be a list of texts") }
    return texts
  }

  /// Of a setting that may be one text.
  func textOrTexts(_ key: String) throws(CampaignError) -> [String] {
    if case .text(let text) = try value(key) { return [text] }
    return try texts(key)
  }

  func flag(_ key: String) throws(CampaignError) -> Bool {
    guard case .flag(let flag) = try value(key) else { throw malformed(key, "has to be true or false") }
    return flag
  }

  /// At least 1.
  func count(_ key: String, most: Int = .max) throws(CampaignError) -> Int {
    guard case .integer(let number) = try value(key), number >= 1, number <= most else {
      throw malformed(key, "has to be a whole number of at least 1" + (most < .max ? " and at most \(most)" : ""))
    }
    return number
  }

  /// Not negative.
  func number(_ key: String) throws(CampaignError) -> Double {
    switch try value(key) {
    case .number(let number) where number >= 0: return number
    case .integer(let number) where number >= 0: return Double(number)
    default: throw malformed(key, "has to be a number of at least 0")
    }
  }

  func names<Name: RawRepresentable & CaseIterable>(_ key: String) throws(CampaignError) -> [Name] where Name.RawValue == String {
    var names = [Name]()
    for text in try texts(key) {
      guard let name = Name(rawValue: text) else {
        throw malformed(key, "'\(text)' is not one of \(Name.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      names.append(name)
    }
    return names
  }

  func optional<Value>(_ key: String, _ read: (String) throws(CampaignError) -> Value) throws(CampaignError) -> Value? {
    source.settings[key] == nil ? nil : try read(key)
  }
}
