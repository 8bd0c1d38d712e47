package import Findings

/// What became of proposals: what was confirmed, and what came near.
package struct SearchResults: Sendable {
  package var hits = [Hit]()
  package var nearMisses = [NearMiss]()
  package var quirks = [ScanReport.Quirk]()
  package var nominations = 0

  /// A nomination that was not confirmed, with the reason.
  package struct NearMiss: Sendable {
    package let trigger: Trigger
    package let reason: String
    package let rates: ArmRates?
    /// The stage that proposed it, and the evidence, where it was nominated.
    package var stage = ""
    package var eValue = 0.0
    package var nomination = 0
  }
}
