import ArgumentParser

/// `hairtrigger store`.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Care of a store.",
    subcommands: [StoreCheckCommand.self, StoreCompactCommand.self, StoreMergeCommand.self, StoreDigestCommand.self])
}
