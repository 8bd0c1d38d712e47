import ArgumentParser

/// `hairtrigger campaign`.
struct CampaignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign", abstract: "A search that may run all night, and goes on where it was cut off.",
    subcommands: [CampaignStartCommand.self, CampaignStatusCommand.self, CampaignResumeCommand.self, CampaignStopCommand.self])
}
