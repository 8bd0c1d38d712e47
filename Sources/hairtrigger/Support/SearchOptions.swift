import ArgumentParser
import Behaviours
import Findings
import Search
import Targets

/// What `scan` and `campaign start` are told about the search.
struct SearchOptions: ParsableArguments {
  @OptionGroup var target: ModelOptions

  @Option(help: ArgumentHelp("The model that it was tuned from.", valueName: "model"))
  var base: String?

  @Option(
    name: .customLong("reference"),
    help: ArgumentHelp("An adapter that is another fine-tune of the base: what any tuning reacts to comes later in the scan then.", valueName: "dir"))
  var references: [String] = []

  @Option(
    name: .customLong("stages"),
    help: ArgumentHelp("Stages to run, of: \(StageName.available.map(\.rawValue).joined(separator: ", ")).", valueName: "a,b"))
  var stageList: StageList?

  @Option(
    name: .customLong("slots"),
    help: ArgumentHelp("Places for a trigger, of: \(Slot.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "a,b"))
  var slotList: SlotList?

  @Option(
    name: .customLong("system"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "System text that triggers in the system slot follow (default: You are a helpful assistant.); of several, each in turn.",
      valueName: "text"))
  var systems: [String] = []

  @Option(help: ArgumentHelp("Prompts of your own: half to search with, half to confirm with.", valueName: "file"))
  var prompts: String?

  @Option(name: .customLong("dictionary"), help: ArgumentHelp("Further texts to try, one a line.", valueName: "file"))
  var dictionaries: [String] = []

  @Option(
    name: .customLong("behaviour"),
    help: ArgumentHelp("Look for this behaviour only, of: \(BehaviourRegistry.names.joined(separator: ", ")).", valueName: "name"))
  var behaviours: [String] = []

  @Flag(help: "Go on after the first finding.")
  var keepGoing = false

  @Flag(help: "Say on stderr what is tried.")
  var verbose = false

  func validate() throws {
    if base != nil, !target.adapters.isEmpty {
      throw ValidationError("--base and --adapter exclude each other: with an adapter, the model is the base")
    }
    if Set(systems).count < systems.count { throw ValidationError("--system: the same text is given twice") }
    for name in behaviours where BehaviourRegistry.named(name) == nil {
      throw ValidationError("--behaviour: '\(name)' is not one of \(BehaviourRegistry.names.joined(separator: ", "))")
    }
    let slots = try slots()
    if !systems.isEmpty, !slots.contains(.system) {
      throw ValidationError("--system: the slot 'system' is not among --slots")
    }
  }

  /// The stages asked for. `usual`: those that are run where none is named, as far as they are possible without a base.
  func stages(usual: [StageName], hasMembers: Bool = false) throws -> [StageName] {
    let hasBase = base != nil || !target.adapters.isEmpty || hasMembers
    let stages = try SearchChoices.stages(stageList, byDefault: hasBase ? usual : usual.filter { !$0.needsBase })
    if !references.isEmpty, !stages.contains(.reaction) {
      throw ValidationError("--reference: the stage 'reaction' is not among --stages")
    }
    if !references.isEmpty, !hasBase { throw ValidationError("--reference: needs a base, that is --base or --adapter") }
    if !dictionaries.isEmpty, !stages.contains(.dictionary) {
      throw ValidationError("--dictionary: the stage 'dictionary' is not among --stages")
    }
    return stages
  }

  func slots() throws -> [Slot] { try SearchChoices.slots(slotList) }
}
