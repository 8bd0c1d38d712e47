import ArgumentParser

/// Where a plot goes, for commands that measure rates.
struct PlotOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write a plot here.", valueName: "file.svg"))
  var plot: String?

  /// Before anything is measured: that a plot can't be written is said at once.
  func check() throws {
    if let plot { try Output.requireWritable(plot) }
  }

  func write(_ svg: @autoclosure () -> String) throws {
    if let plot { try Output.write(svg(), to: plot) }
  }
}
