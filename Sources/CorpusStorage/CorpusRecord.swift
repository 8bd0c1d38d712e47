package import Findings

/// One thing that a campaign keeps.
package enum CorpusRecord: Sendable, Equatable {
  case hit(Hit)
  case nearMiss(NearMissRecord)
  case candidate(CandidateRecord)
  case measurement(MeasurementRecord)
  case stageStatistics(StageStatisticsRecord)
  case identity(ModelIdentity)
  case report(ScanReport)
  case note(TriageNote)
  case step(StepRecord)
  case fault(FaultRecord)
  case setAside(SetAside)

  /// A record's kind. Raw values are on disk: never change one.
  package enum Kind: UInt8, Sendable, CaseIterable {
    case hit = 1
    case nearMiss = 2
    case candidate = 3
    case measurement = 4
    case stageStatistics = 5
    case identity = 6
    case report = 7
    case note = 8
    case step = 9
    case fault = 10
    case setAside = 11

    /// Its place in a frame's mask of kinds.
    var mask: UInt16 { 1 << UInt16(rawValue) }

    /// Whether `store digest` covers it: what a campaign found, not when or how it was told.
    var isInStoreDigest: Bool { self == .hit || self == .candidate || self == .measurement }
  }

  package var kind: Kind {
    switch self {
    case .hit: .hit
    case .nearMiss: .nearMiss
    case .candidate: .candidate
    case .measurement: .measurement
    case .stageStatistics: .stageStatistics
    case .identity: .identity
    case .report: .report
    case .note: .note
    case .step: .step
    case .fault: .fault
    case .setAside: .setAside
    }
  }
}
