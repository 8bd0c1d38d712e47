import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM as a request to stop and save. A second one ends the program at once.
final class Interruption {
  private final class Flag: Sendable {
    let isSet = Atomic<Bool>(false)
  }

  private let flag = Flag()
  private let sources: [any DispatchSourceSignal]

  init() {
    let flag = flag
    let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if flag.isSet.exchange(true, ordering: .relaxed) { _exit(ExitStatus.inconclusive) }
        Output.note("hairtrigger: stopping at the next step and saving; once more to end at once")
      }
      source.resume()
      return source
    }
  }

  var isRequested: Bool { flag.isSet.load(ordering: .relaxed) }

  /// The same, for other threads.
  var check: @Sendable () -> Bool {
    let flag = flag
    return { flag.isSet.load(ordering: .relaxed) }
  }
}
