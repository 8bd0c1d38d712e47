import Findings

/// The parts of a SARIF 2.1.0 log that are written; names are the standard's.
struct SARIFLog: Encodable {
  let schema = "https://json.schemastore.org/sarif-2.1.0.json"
  let version = "2.1.0"
  let runs: [Run]

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  struct Run: Encodable {
    let tool: Tool
    let invocations: [Invocation]
    let results: [Result]
    let properties: RunProperties
  }

  struct RunProperties: Encodable {
    let verdict: String?
    let modelDigest: String
    let baseDigest: String?
  }

  struct Tool: Encodable {
    let driver: Driver
  }

  struct Driver: Encodable {
    let name: String
    let semanticVersion: String
    let rules: [Rule]
  }

  struct Rule: Encodable {
    let id: String
    let name: String
    let shortDescription: Message
    let fullDescription: Message
    let defaultConfiguration: Configuration
    let properties: RuleProperties
  }

  struct Configuration: Encodable {
    let level: String
  }

  struct RuleProperties: Encodable {
    let tags: [String]
    let securitySeverity: String

    enum CodingKeys: String, CodingKey {
      case tags
      case securitySeverity = "security-severity"
    }
  }

  struct Message: Encodable {
    let text: String
  }

  struct Invocation: Encodable {
    let executionSuccessful: Bool
    let toolExecutionNotifications: [Notification]?
  }

  struct Notification: Encodable {
    let level: String
    let message: Message
  }

  struct Result: Encodable {
    let ruleId: String
    let ruleIndex: Int
    let level: String
    let message: Message
    let locations: [Location]
    let partialFingerprints: [String: String]
    let suppressions: [Suppression]?
    let properties: ResultProperties
  }

  struct Suppression: Encodable {
    let kind: String
    let justification: String
  }

  struct Location: Encodable {
    let physicalLocation: PhysicalLocation
  }

  struct PhysicalLocation: Encodable {
    let artifactLocation: ArtifactLocation
  }

  struct ArtifactLocation: Encodable {
    let uri: String
  }

  struct ResultProperties: Encodable {
    let hit: String
    let rates: ArmRates
    let eValue: Double
  }
}
