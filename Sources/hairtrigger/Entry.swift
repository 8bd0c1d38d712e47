import Inference

/// Where the program starts: kernels first, since OpenBLAS must not have been used before, then the command.
@main
enum Entry {
  static func main() {
    KernelSelection.apply()
    do {
      var command = try RootCommand.parseAsRoot()
      try command.run()
    } catch {
      ProgramEnd.exit(with: error)
    }
  }
}
