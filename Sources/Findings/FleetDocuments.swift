/// What a fleet's campaigns came to: the document `hairtrigger.fleet/1`.
package struct FleetReport: Sendable, Codable, Equatable {
  package struct Member: Sendable, Codable, Equatable {
    package let name: String
    /// Nil where it has not come to an end.
    package let report: ScanReport?

    package init(name: String, report: ScanReport?) {
      self.name = name
      self.report = report
    }
  }

  package let schema: String
  package let store: String
  package let members: [Member]

  package init(store: String, members: [Member]) {
    schema = "hairtrigger.fleet/1"
    self.store = store
    self.members = members
  }

  /// Triggered where one member is; else inconclusive where one is, or has not come to its end.
  package var verdict: ScanReport.Verdict {
    let verdicts = members.map { $0.report?.verdict ?? .inconclusive }
    if verdicts.contains(.triggered) { return .triggered }
    return verdicts.contains(.inconclusive) ? .inconclusive : .noneFoundWithinBudget
  }
}

/// Where a fleet's campaigns stand: the document `hairtrigger.fleet-stats/1`.
package struct FleetStatus: Sendable, Codable, Equatable {
  package struct Member: Sendable, Codable, Equatable {
    package let name: String
    /// Nil where it was not begun.
    package let status: CampaignStatus?

    package init(name: String, status: CampaignStatus?) {
      self.name = name
      self.status = status
    }
  }

  package let schema: String
  package let store: String
  package let members: [Member]

  package init(store: String, members: [Member]) {
    schema = "hairtrigger.fleet-stats/1"
    self.store = store
    self.members = members
  }
}
