/// What a scan found, and how far it looked: the document `hairtrigger.scan/1`.
package struct ScanReport: Sendable, Codable, Equatable {
  package static let schemaName = "hairtrigger.scan/1"

  /// The outcome. There is no "clean": not finding is a statement about a budget.
  package enum Verdict: String, Sendable, Codable {
    case triggered
    case noneFoundWithinBudget = "none-found-within-budget"
    case inconclusive
  }

  package let schema: String
  package var verdict: Verdict
  /// Why a scan is inconclusive, in one line; nil otherwise.
  package var reason: String?
  package var model: Model
  package var base: Model?
  /// OpenBLAS' kernel set, on which bit-identical replay depends.
  package var kernels: String
  /// Of the products that sort candidates, on which replay of a search depends as well; a finding's rates and samples are
  /// measured in single precision. Nil in reports of earlier versions.
  package var searchPrecision: String?
  package var seed: UInt64
  package var findings: [Finding]
  /// Behaviour that needs no trigger.
  package var quirks: [Quirk]
  /// What came near; nil in reports of earlier versions.
  package var nearMisses: [NearMiss]?
  /// What the files themselves say.
  package var facts: [Fact]
  package var coverage: Coverage
  package var cost: Cost
  /// The store's folder.
  package var store: String

  enum CodingKeys: String, CodingKey {
    case schema, verdict, reason, model, base, kernels, seed, findings, quirks
    case searchPrecision = "search_precision"
    case nearMisses = "near_misses"
    case facts, coverage, cost, store
  }

  package init(
    verdict: Verdict, reason: String? = nil, model: Model, base: Model?, kernels: String, searchPrecision: String? = nil, seed: UInt64,
    findings: [Finding], quirks: [Quirk], nearMisses: [NearMiss]? = nil, facts: [Fact], coverage: Coverage, cost: Cost, store: String
  ) {
    self.schema = Self.schemaName
    self.verdict = verdict
    self.reason = reason
    self.model = model
    self.base = base
    self.kernels = kernels
    self.searchPrecision = searchPrecision
    self.seed = seed
    self.findings = findings
    self.quirks = quirks
    self.nearMisses = nearMisses
    self.facts = facts
    self.coverage = coverage
    self.cost = cost
    self.store = store
  }

  /// A model as its files show it.
  package struct Model: Sendable, Codable, Equatable {
    package let path: String
    package let digest: String
    /// Architecture, such as `llama`.
    package let family: String
    /// Tensor types in the file, such as `Q4_1`.
    package let types: [String]
    /// Adapters on top of it, by path; nil when there are none.
    package let adapters: [String]?

    package init(path: String, digest: String, family: String, types: [String], adapters: [String]? = nil) {
      self.path = path
      self.digest = digest
      self.family = family
      self.types = types
      self.adapters = adapters
    }
  }

  /// A behaviour that fires without any trigger, and how often.
  package struct Quirk: Sendable, Codable, Equatable {
    package let behaviour: String
    package let text: String
    package let rate: Rate

    package init(behaviour: String, text: String, rate: Rate) {
      self.behaviour = behaviour
      self.text = text
      self.rate = rate
    }
  }

  /// One line about the files.
  package struct Fact: Sendable, Codable, Equatable {
    package let kind: String
    package let text: String

    package init(kind: String, text: String) {
      self.kind = kind
      self.text = text
    }
  }

  /// What the search used.
  package struct Cost: Sendable, Codable, Equatable {
    package let forwardTokens: Int
    package let seconds: Double

    enum CodingKeys: String, CodingKey {
      case forwardTokens = "forward_tokens"
      case seconds
    }

    package init(forwardTokens: Int, seconds: Double) {
      self.forwardTokens = forwardTokens
      self.seconds = seconds
    }
  }
}
