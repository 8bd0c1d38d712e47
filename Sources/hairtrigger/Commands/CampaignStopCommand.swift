import ArgumentParser
import Campaigns

/// `hairtrigger campaign stop`.
struct CampaignStopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "Ask the process that runs a campaign to save and end.")

  @Argument(help: "The store's folder.")
  var store: String

  func run() throws {
    if Fleet.isThere(store) {
      let processes = try Fleet.read(store).askToStop()
      if processes.isEmpty { return try Output.write("nothing runs\n") }
      let names = Set(processes).sorted().map(String.init).joined(separator: ", ")
      return try Output.write("asked to stop: process \(names); each ends with its next step\n")
    }
    guard let process = try CampaignMonitor.askToStop(store) else { return try Output.write("nothing runs\n") }
    try Output.write("process \(process) was asked to stop; it ends with its next step\n")
  }
}
