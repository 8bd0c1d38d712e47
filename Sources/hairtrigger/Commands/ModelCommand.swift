import ArgumentParser

/// `hairtrigger model`.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "What is in a model file, what it says next, how fast it runs.",
    subcommands: [ModelInspectCommand.self, ModelDiffCommand.self, ModelLogprobsCommand.self, ModelBenchCommand.self])
}
