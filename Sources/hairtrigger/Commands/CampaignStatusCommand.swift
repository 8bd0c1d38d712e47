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

  @Flag(help: "One JSON document on stdout.")
  var json = false

  func run() throws {
    let status = try CampaignMonitor.status(of: store)
    try Output.write(
      json
        ? JSONText.encode(status, indented: true) + "\n"
        : CampaignScreen.lines(status, notes: [], style: Terminal.style).joined(separator: "\n") + "\n")
  }
}
