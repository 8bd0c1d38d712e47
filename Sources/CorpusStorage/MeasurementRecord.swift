package import Findings

/// What one trigger did on one probe prompt.
package struct MeasurementRecord: Sendable, Codable, Equatable {
  package let stage: String
  package let trigger: Trigger
  /// The probe prompt's identifier or digest.
  package let probe: String
  package let values: [NamedNumber]

  package init(stage: String, trigger: Trigger, probe: String, values: [NamedNumber]) {
    self.stage = stage
    self.trigger = trigger
    self.probe = probe
    self.values = values
  }
}
