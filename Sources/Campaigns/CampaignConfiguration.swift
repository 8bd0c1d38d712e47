internal import CorpusStorage
package import Findings
package import Search

/// What a campaign was asked: all that resuming it needs. Kept as `campaign.toml` in the store.
package struct CampaignConfiguration: Sendable, Equatable {
  package static let schemaName = "hairtrigger.campaign/1"
  package static let fileName = "campaign.toml"
  package static let mostThreads = 1_024

  /// Whether a store is a campaign's.
  package static func isThere(_ store: String) -> Bool { CorpusStore.hasDocument(fileName, at: store) }

  /// Version of the program that began it.
  package var program: String
  /// Seconds since 1970.
  package var start: Double
  /// Absolute paths.
  package var model: String
  package var adapters: [String]
  /// Of a full model.
  package var base: String?
  /// Adapters that are other fine-tunes of the base.
  package var references: [String]
  package var seed: UInt64
  package var threads: Int
  /// OpenBLAS kernels, on which the results' bits depend.
  package var kernels: String
  /// Of what sorts candidates, on which the bits depend as well.
  package var precision: String
  /// SHA-256 over the prompts, placebos and dictionaries.
  package var materials: String
  package var stages: [StageName]
  package var slots: [Slot]
  package var systems: [String]
  package var behaviours: [String]
  package var prompts: String?
  package var dictionaries: [String]
  package var keepGoing: Bool
  package var seconds: Double?
  package var tokens: Int?
  package var candidates: Int?
  package var quietSeconds: Double?
  /// Of a fleet: its members' names, each with the adapter in the same place.
  package var members: [String]

  /// Of campaigns whose file does not name one.
  package static let usualPrecision = "single"

  package init(
    program: String, start: Double, model: String, adapters: [String], base: String? = nil, references: [String] = [],
    seed: UInt64, threads: Int, kernels: String, precision: String = Self.usualPrecision, materials: String, stages: [StageName], slots: [Slot], systems: [String] = [], behaviours: [String] = [],
    prompts: String? = nil,
    dictionaries: [String] = [], keepGoing: Bool = false, seconds: Double? = nil, tokens: Int? = nil,
    candidates: Int? = nil, quietSeconds: Double? = nil, members: [String] = []
  ) {
    self.program = program
    self.start = start
    self.model = model
    self.adapters = adapters
    self.base = base
    self.references = references
    self.seed = seed
    self.threads = threads
    self.kernels = kernels
    self.precision = precision
    self.materials = materials
    self.stages = stages
    self.slots = slots
    self.systems = systems
    self.behaviours = behaviours
    self.prompts = prompts
    self.dictionaries = dictionaries
    self.keepGoing = keepGoing
    self.seconds = seconds
    self.tokens = tokens
    self.candidates = candidates
    self.quietSeconds = quietSeconds
    self.members = members
  }

  package var budget: SearchBudget {
    SearchBudget(seconds: seconds, forwardTokens: tokens, candidates: candidates, quietSeconds: quietSeconds)
  }

  /// Reads the campaign's file in a store. Throws `CampaignError` or `StoreError`.
  package static func read(store: String) throws -> CampaignConfiguration {
    if !CorpusStore.hasDocument(fileName, at: store), (try? CorpusStore.open(at: store, mode: .reading)) != nil {
      throw CampaignError(66, "\(store): holds no campaign (no \(fileName)); see hairtrigger campaign start")
    }
    return try CampaignConfiguration(text: try CorpusStore.document(fileName, at: store), file: store + "/" + fileName)
  }
}
