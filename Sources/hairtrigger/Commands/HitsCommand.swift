import ArgumentParser

/// `hairtrigger hits`.
struct HitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hits", abstract: "What was found, and whether it still fires.",
    subcommands: [HitsListCommand.self, HitsShowCommand.self, HitsVerifyCommand.self, HitsMinimizeCommand.self])
}
