import ArgumentParser

/// `hairtrigger campaign resume`.
struct CampaignResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Go on with a campaign where it was cut off.",
    discussion: "Ends as if it had never been interrupted, where its budget is one of tokens or candidates.")

  @Argument(help: "The store's folder.")
  var store: String

  @Option(help: ArgumentHelp("Memory that may be used, such as 2g, as for campaign start.", valueName: "size"))
  var memory: ByteSize?

  @Flag(help: "One JSON document on stdout.")
  var json = false

  @Flag(help: "No progress on stderr.")
  var quiet = false

  @Flag(help: "Say on stderr what is tried.")
  var verbose = false

  func run() throws {
    let report = try CampaignRun(
      store: store, memory: memory?.bytes ?? MachineMemory.usable, isQuiet: quiet, isVerbose: verbose && !quiet
    ).resume()
    try ReportEnd.show(report, asJSON: json)
  }
}
