import ArgumentParser
import Inference

/// Hidden: what `KernelSelection` runs in a child.
struct KernelTrialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: KernelSelection.trialCommand, abstract: "Try the kernels in force.", shouldDisplay: false)

  func run() throws {
    try Output.write(KernelTrial.run().line + "\n")
  }
}
