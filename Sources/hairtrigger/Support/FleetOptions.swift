import ArgumentParser

/// Several fine-tunes of one base in one campaign.
struct FleetOptions: ParsableArguments {
  private static let mostWorkers = 256

  @Option(
    name: .customLong("member"),
    help: ArgumentHelp("An adapter on the model, searched by itself; several are a fleet, with a store for each under STORE.", valueName: "dir"))
  var members: [String] = []

  @Option(help: ArgumentHelp("Processes that share out a fleet's members, and the threads.", valueName: "n"))
  var workers: Int?

  static func validate(threads: Int?, workers: Int?) throws {
    if let threads { try CommonOptions.check(threads: threads) }
    if let workers, !(1...mostWorkers).contains(workers) { throw ValidationError("--workers: \(workers) is not between 1 and \(mostWorkers)") }
  }

  /// A fleet's run: threads and memory are shared out among its processes.
  static func sharing(_ campaign: CampaignRun, threads: Int, workers: Int, isWorker: Bool = false) -> FleetRun {
    var each = campaign
    // What another process shared out is this one's own.
    let processes = isWorker ? 1 : max(1, workers)
    each.threads = max(1, threads / processes)
    each.memory = campaign.memory / processes
    (each.workers, each.isWorker) = (processes, isWorker)
    return FleetRun(each: each, workers: processes, isWorker: isWorker)
  }
}
