import ArgumentParser
import Targets

/// The model that a command is about.
struct ModelOptions: ParsableArguments {
  @Argument(help: "A GGUF file or a Hugging Face folder.")
  var model: String

  @Option(name: .customLong("adapter"), help: ArgumentHelp("A LoRA adapter on it: a PEFT folder or a GGUF file, with =WEIGHT behind it to count more or less than once; several add up.", valueName: "dir"))
  var adapters: [String] = []

  /// - Parameter acceptInvocation: open an adapter that works only behind what it declares, to report that.
  func open(_ common: CommonOptions, acceptInvocation: Bool = false) throws -> ModelUnderTest {
    try ModelUnderTest.open(
      path: model, adapters: adapters, workers: common.workers, memory: common.memoryLimit, acceptInvocation: acceptInvocation)
  }
}
