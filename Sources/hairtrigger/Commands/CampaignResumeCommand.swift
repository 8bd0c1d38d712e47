import ArgumentParser
import Campaigns

/// `hairtrigger campaign resume`.
struct CampaignResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Go on with a campaign where it was cut off.",
    discussion: "Ends as if it had never been interrupted, where its budget is one of tokens or candidates.")

  @Argument(help: "The store's folder.")
  var store: String

  @Option(help: ArgumentHelp("Memory that may be used, such as 2g, as for campaign start.", valueName: "size"))
  var memory: ByteSize?

  @Option(help: ArgumentHelp("Threads of this run; what comes out does not depend on it.", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp("Processes that share out a fleet's members.", valueName: "n"))
  var workers: Int?

  /// Started by another process of the same fleet.
  @Flag(help: .hidden)
  var asWorker = false

  @OptionGroup var hang: HangOptions

  @Flag(help: "One JSON document on stdout.")
  var json = false

  @Flag(help: "No progress on stderr.")
  var quiet = false

  @Flag(help: "Say on stderr what is tried.")
  var verbose = false

  func validate() throws {
    try FleetOptions.validate(threads: threads, workers: workers)
  }

  func run() throws {
    var campaign = CampaignRun(
      store: store, memory: memory?.bytes ?? MachineMemory.usable, isQuiet: quiet, isVerbose: verbose && !quiet, isJSON: json,
      hangLimit: hang.seconds)
    campaign.threads = threads
    guard Fleet.isThere(store) else {
      if let workers, workers > 1 { throw CommandFault(ExitStatus.usage, "--workers: \(store) is no fleet; one search is one process") }
      return try ReportEnd.show(campaign.resume(), asJSON: json)
    }
    let all = try threads ?? Fleet.read(store).configuration.threads
    let fleet = FleetOptions.sharing(campaign, threads: all, workers: workers ?? 1, isWorker: asWorker)
    try ReportEnd.show(fleet.resume(), asJSON: json)
  }
}
