import Findings
import Search

/// What a scan was asked, checked.
struct ScanSettings {
  var stages: [StageName]
  var slots: [Slot]
  /// System texts that triggers in the system slot follow; the usual one where empty.
  var systems: [String] = []
  /// Names of behaviours that alone count; any where empty.
  var behaviours: [String] = []
  /// Files of the user's.
  var prompts: String?
  var dictionaries: [String]
  /// A file of the pieces that the stage `fuzz` composes texts of.
  var alphabet: String?
  /// How it makes them.
  var fuzzStrategy = FuzzStrategy.scheduled
  var keepGoing: Bool
  /// The store's folder; a name from the model where nil.
  var store: String?
  /// One of these is the budget.
  var seconds: Double?
  var tokens: Int?
  var candidates: Int?
  var quietSeconds: Double?
  var seed: UInt64
  /// Whether to say on stderr what is tried.
  var isVerbose = false

  /// Without a time, one that never ends: stopping on request needs a time to exceed.
  var budget: SearchBudget {
    SearchBudget(seconds: seconds ?? .infinity, forwardTokens: tokens, candidates: candidates, quietSeconds: quietSeconds)
  }
}
