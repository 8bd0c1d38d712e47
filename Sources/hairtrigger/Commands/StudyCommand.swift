import ArgumentParser

/// `hairtrigger study`.
struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study", abstract: "Studies over data of yours, and over stores.",
    subcommands: [StudyPreferencesCommand.self, StudyBestOfCommand.self, StudyMitigationCommand.self])
}
