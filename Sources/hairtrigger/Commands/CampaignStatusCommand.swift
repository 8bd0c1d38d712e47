import ArgumentParser
import Campaigns
import Findings
import Reporting

/// `hairtrigger campaign status`.
struct CampaignStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Where a campaign stands. Does not disturb one that runs.")

  @Argument(help: "The store's folder.")
  var store: String

  @OptionGroup var common: CommonOptions

  private var json: Bool { common.json }

  func run() throws {
    if Fleet.isThere(store) { return try show(Fleet.read(store)) }
    let status = try CampaignMonitor.status(of: store)
    try Output.write(
      json
        ? JSONText.encode(status, indented: true) + "\n"
        : CampaignScreen.lines(status, notes: [], style: Terminal.style).joined(separator: "\n") + "\n")
  }

  private func show(_ fleet: Fleet) throws {
    let status = FleetStatus(
      store: store, members: zip(fleet.members, try fleet.statuses()).map { FleetStatus.Member(name: $0.name, status: $1) })
    try Output.write(
      json ? JSONText.encode(status, indented: true) + "\n" : FleetTable.lines(status).joined(separator: "\n") + "\n")
  }
}
