internal import CorpusStorage
internal import Dispatch
package import Findings
internal import Foundation
internal import Synchronization

/// Watches a campaign from the side: writes `stats.json` into the store, sees whether somebody asked for a stop, and lets a
/// screen draw, on a timer, whatever the search is doing.
package final class CampaignMonitor: Sendable {
  package static let statusFile = "stats.json"
  package static let stopFile = "stop"
  private static let secondsBetweenFiles = 5.0
  /// Rates are over this long.
  private static let rateSeconds = 60.0

  private struct Reading {
    let time: Double
    let candidates: Int
    let tokens: Int
  }

  private struct State {
    var status: CampaignStatus
    var readings = [Reading]()
    var fileWritten = -Double.infinity
    var isOver = false
  }

  private let store: String
  private let state: Mutex<State>
  private let stopAsked = Atomic<Bool>(false)
  private let queue = DispatchQueue(label: "campaign monitor", qos: .userInitiated)
  private let draw: @Sendable (CampaignStatus) -> Void

  /// - Parameter draw: called about once a second, on another thread.
  package init(_ status: CampaignStatus, draw: @escaping @Sendable (CampaignStatus) -> Void = { _ in }) {
    store = status.store
    state = Mutex(State(status: status))
    self.draw = draw
  }

  /// Whether `campaign stop` was called since the start.
  package var isStopAsked: Bool { stopAsked.load(ordering: .relaxed) }

  /// Starts the timer.
  ///
  /// - Parameter goesOn: whether this process started itself again; else a wish to stop from before is forgotten.
  package func start(goesOn: Bool = false) {
    if !goesOn { try? CorpusStore.removeDocument(Self.stopFile, at: store) }
    tick()
    schedule()
  }

  private func schedule() {
    queue.asyncAfter(deadline: .now() + 1) { [weak self] in
      guard let self, !self.state.withLock({ $0.isOver }) else { return }
      self.tick()
      self.schedule()
    }
  }

  private func tick() {
    if CorpusStore.hasDocument(Self.stopFile, at: store) { stopAsked.store(true, ordering: .relaxed) }
    let now = Self.now
    let (status, isDue) = state.withLock { state in
      Self.rate(&state, now: now)
      state.status.updated = Date().timeIntervalSince1970
      let isDue = now - state.fileWritten >= Self.secondsBetweenFiles
      if isDue { state.fileWritten = now }
      return (state.status, isDue)
    }
    if isDue { write(status) }
    draw(status)
  }

  package func update(_ change: (inout CampaignStatus) -> Void) { state.withLock { change(&$0.status) } }

  package var status: CampaignStatus { state.withLock { $0.status } }

  /// Writes the last state and ends the timer.
  package func finish(_ end: CampaignStatus.State) {
    let status = state.withLock { state in
      state.isOver = true
      state.status.state = end
      state.status.updated = Date().timeIntervalSince1970
      return state.status
    }
    // Behind what the timer is writing.
    queue.sync { write(status) }
    try? CorpusStore.removeDocument(Self.stopFile, at: store)
    draw(status)
  }

  /// A disk that is too full for it is no reason to stop: the records say so soon enough.
  private func write(_ status: CampaignStatus) {
    guard let text = try? JSONText.encode(status, indented: true) else { return }
    try? CorpusStore.replaceDocument(Self.statusFile, at: store, with: text + "\n")
  }

  private static func rate(_ state: inout State, now: Double) {
    // What comes from an earlier run took no time.
    if state.status.isReplaying || state.status.state == .starting { state.readings = [] }
    state.readings.append(Reading(time: now, candidates: state.status.candidates, tokens: state.status.forwardTokens))
    while state.readings.count > 2, now - state.readings[1].time >= rateSeconds { state.readings.removeFirst() }
    guard let first = state.readings.first, now - first.time >= 1 else { return }
    state.status.ratePerSecond = Double(state.status.candidates - first.candidates) / (now - first.time)
    state.status.tokensPerSecond = Double(state.status.forwardTokens - first.tokens) / (now - first.time)
  }

  private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  // MARK: From another process

  /// Where a store's campaign stands, read without its lock.
  package static func status(of store: String) throws -> CampaignStatus {
    guard CorpusStore.hasDocument(statusFile, at: store) else {
      _ = try CampaignConfiguration.read(store: store)
      throw CampaignError(66, "\(store): its campaign has not said anything yet; try again in a few seconds")
    }
    let text = try CorpusStore.document(statusFile, at: store)
    guard var status = try? JSONText.decode(CampaignStatus.self, from: text), status.schema == CampaignStatus.schemaName else {
      throw CampaignError(65, "\(store)/\(statusFile): is no \(CampaignStatus.schemaName) document; remove it")
    }
    if CorpusStore.writer(at: store) == nil, status.state == .running || status.state == .starting { status.state = .killed }
    status.hits = try CorpusStore.open(at: store, mode: .reading).hits().count
    return status
  }

  /// Asks the process that runs a campaign to stop. Returns that process; nil where none runs.
  package static func askToStop(_ store: String) throws -> Int32? {
    _ = try CampaignConfiguration.read(store: store)
    guard let process = CorpusStore.writer(at: store) else { return nil }
    try CorpusStore.replaceDocument(stopFile, at: store, with: "stop\n")
    return process
  }
}
