import ArgumentParser

/// `hairtrigger`.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hairtrigger",
    abstract: "Finds hidden triggers in fine-tuned language models.",
    discussion: """
      Exit codes: 0 done, none found and everything covered; 1 triggered, not reproduced, or damage found; \
      2 inconclusive; 3 not supported; 64 usage; 65 malformed input; 66 file missing; 69 store of another model or held; \
      73, 74 cannot create, read or write.
      """,
    version: ProgramVersion.text,
    subcommands: [
      ScanCommand.self, CampaignCommand.self, HitsCommand.self, DiffCommand.self, ProbeCommand.self, StudyCommand.self,
      ExportCommand.self, StoreCommand.self, ModelCommand.self, KernelTrialCommand.self,
    ])
}

enum ProgramVersion {
  static let text = "0.1.0"
}
