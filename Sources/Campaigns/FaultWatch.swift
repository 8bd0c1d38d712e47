internal import Dispatch
internal import Synchronization

/// Looks at a search once a second, from the side, and starts the process again where the search stands still.
package final class FaultWatch: Sendable {
  private let pulse: @Sendable () -> Int
  private let isStopping: @Sendable () -> Bool
  private let watch: Mutex<PulseWatch>
  private let isOver = Atomic<Bool>(false)
  private let queue = DispatchQueue(label: "fault watch", qos: .userInitiated)

  /// - Parameters:
  ///   - limit: seconds without a sign of life that are too many.
  ///   - pulse: a number that changes as long as the search lives.
  ///   - isStopping: whether the process was asked to end: a fault may do that as well then.
  package init(limit: Double, pulse: @escaping @Sendable () -> Int, isStopping: @escaping @Sendable () -> Bool) {
    watch = Mutex(PulseWatch(limit: limit))
    self.pulse = pulse
    self.isStopping = isStopping
  }

  package func start() {
    queue.asyncAfter(deadline: .now() + 1) { [weak self] in
      guard let self, !self.isOver.load(ordering: .relaxed) else { return }
      if self.isStopping() { return self.end() }
      let pulse = self.pulse()
      if self.watch.withLock({ $0.isStill(pulse) }) { FaultRestart.startAgain() }
      self.start()
    }
  }

  /// A fault ends the process from now on.
  package func end() {
    isOver.store(true, ordering: .relaxed)
    FaultRestart.disarm()
  }
}
