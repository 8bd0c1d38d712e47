import ArgumentParser
import Campaigns
import Findings

/// `hairtrigger campaign stop`.
struct CampaignStopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Ask the process that runs a campaign to save and end.")

  @Argument(help: "The store's folder.")
  var store: String

  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    let schema = "hairtrigger.campaign-stop/1"
    let store: String
    /// Those that were asked to stop.
    let processes: [Int]

    enum CodingKeys: String, CodingKey { case schema, store, processes }
  }

  func run() throws {
    let asked = try Fleet.isThere(store) ? Fleet.read(store).askToStop() : [CampaignMonitor.askToStop(store)].compactMap { $0 }
    let processes = Set(asked).sorted().map { Int($0) }
    if common.json {
      return try Output.write(JSONText.encode(Document(store: store, processes: processes), indented: true) + "\n")
    }
    let names = processes.map(String.init).joined(separator: ", ")
    try Output.write(
      processes.isEmpty
        ? "nothing runs\n" : "asked to stop: process \(names), which \(processes.count == 1 ? "ends" : "end") with the next step\n")
  }
}
