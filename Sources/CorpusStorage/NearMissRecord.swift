package import Findings

/// A nominated trigger that confirmation turned down, with how far it came.
package struct NearMissRecord: Sendable, Codable, Equatable {
  package let stage: String
  package let trigger: Trigger
  package let nomination: Int
  package let eValue: Double
  /// Why it is not a hit, such as `effect below floor`.
  package let reason: String
  package let rates: ArmRates

  enum CodingKeys: String, CodingKey {
    case stage, trigger, nomination
    case eValue = "e_value"
    case reason, rates
  }

  package init(
    stage: String, trigger: Trigger, nomination: Int, eValue: Double, reason: String, rates: ArmRates
  ) {
    self.stage = stage
    self.trigger = trigger
    self.nomination = nomination
    self.eValue = eValue
    self.reason = reason
    self.rates = rates
  }
}
