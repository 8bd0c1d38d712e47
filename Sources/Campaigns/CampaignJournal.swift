package import CorpusStorage
package import Findings
package import Search
internal import Synchronization

/// A campaign's steps in its store. A step and what was met before it are one append: all of it or nothing.
package final class CampaignJournal: SearchJournal {
  /// Name of the last step of a campaign that came to its end.
  private static let end = "end"

  private let store: CorpusStore
  /// Steps of earlier runs that were not asked for yet, the next one last.
  private let recorded: Mutex<[StepRecord]>

  /// - Parameter store: open for writing.
  package init(_ store: CorpusStore) throws {
    self.store = store
    recorded = Mutex(try Self.steps(in: store).reversed())
  }

  private static func steps(in store: CorpusStore) throws -> [StepRecord] {
    try store.records(kind: .step).compactMap { record in
      if case .step(let step) = record { step } else { nil }
    }
  }

  /// Whether the campaign of a store came to its end.
  package static func isFinished(in store: CorpusStore) throws -> Bool { try steps(in: store).last?.name == end }

  package func next() throws -> StepEntry? {
    guard let step = recorded.withLock({ $0.popLast() }), step.name != Self.end else { return nil }
    return StepEntry(
      name: step.name, inputs: step.inputs, tokenLayers: step.tokenLayers, seconds: step.seconds, output: step.output)
  }

  package func faults() throws -> [StepFault] {
    try store.records(kind: .fault).compactMap { record in
      guard case .fault(let fault) = record, fault.start <= fault.end else { return nil }
      return StepFault(
        signal: fault.signal, place: StepPlace(step: fault.step, part: fault.part, items: fault.start..<fault.end))
    }
  }

  package func setAside() throws -> [SetAside] {
    try store.records(kind: .setAside).compactMap { record in
      guard case .setAside(let entry) = record else { return nil }
      return entry
    }
  }

  /// Keeps a fault that ended the run before this one. To be called before the search begins.
  package func append(_ fault: StepFault) throws {
    let place = fault.place
    try store.append([
      .fault(
        FaultRecord(
          signal: fault.signal, step: place.step, part: place.part, start: place.items.lowerBound, end: place.items.upperBound))
    ])
  }

  package func append(_ entry: StepEntry, events: [SearchEvent]) throws {
    try store.append(events.compactMap(Self.record) + [.step(Self.step(entry))])
  }

  /// Keeps how the campaign ended; from then on it has nothing to resume.
  package func finish(seconds: Double, events: [SearchEvent], records: [CorpusRecord]) throws {
    let last = StepEntry(name: Self.end, inputs: 0, tokenLayers: 0, seconds: seconds, output: "null")
    try store.append(events.compactMap(Self.record) + records + [.step(Self.step(last))])
  }

  private static func step(_ entry: StepEntry) -> StepRecord {
    StepRecord(
      name: entry.name, inputs: entry.inputs, tokenLayers: entry.tokenLayers, seconds: entry.seconds, output: entry.output)
  }

  private static func record(_ event: SearchEvent) -> CorpusRecord? {
    switch event {
    case .candidate(let stage, let trigger, let worth):
      return .candidate(CandidateRecord(stage: stage, trigger: trigger, scores: [NamedNumber("worth", worth)]))
    case .measurement(let stage, let trigger, let probe, let fires, let firesWithout):
      return .measurement(
        MeasurementRecord(
          stage: stage, trigger: trigger, probe: probe,
          values: [NamedNumber("fires", fires ? 1 : 0), NamedNumber("fires without", firesWithout ? 1 : 0)]))
    case .nearMiss(let miss):
      // What was set aside before it was nominated has no rates.
      guard let rates = miss.rates else { return nil }
      return .nearMiss(
        NearMissRecord(
          stage: miss.stage, trigger: miss.trigger, nomination: miss.nomination, eValue: miss.eValue, reason: miss.reason,
          rates: rates))
    case .hit(var hit):
      hit.id = hit.fingerprint
      return .hit(hit)
    case .setAside(let entry):
      return .setAside(entry)
    }
  }
}
