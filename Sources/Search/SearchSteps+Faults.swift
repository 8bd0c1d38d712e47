package import Findings
internal import Inference
internal import Synchronization

/// Finds what ends or stops the process, and leaves it out.
///
/// The process is started again after a fault and comes to the same step; the piece of its items that was in work is cut up
/// then (`StepPieces`), until one item stands alone. What is left out stays so in all later steps. Which faults came where is
/// in the journal, so a resumed search leaves out the same.
extension SearchSteps {
  /// Returns the place before.
  @discardableResult
  func enter(_ place: StepPlace) -> StepPlace {
    watch(place)
    return state.withLock { state in
      defer { state.place = place }
      return state.place
    }
  }

  /// Grows while the search lives, whatever it is at.
  package var pulse: Int { state.withLock { $0.position &+ $0.clockReadings } &+ meter.tokenLayersWithoutReuse }

  /// What is left out so far, by the step in which it was found.
  package var setAside: [SetAside] {
    state.withLock { state in
      state.setAside.filter { $0.step < state.position || $0.step == state.position && state.isInside }
    }
  }

  package func each<Item, Output>(
    _ items: [Item], candidate: (Item) -> String, missing: ([Output]) -> Output, _ body: ([Item]) throws -> [Output]
  ) throws -> [Output] {
    let (list, isInside) = state.withLock { state in
      if state.isInside { state.lists += 1 }
      return (StepPlace(step: state.position, part: state.lists), state.isInside)
    }
    let known = faults.filter { isInside && $0.place.step == list.step && $0.place.part == list.part }
    let pieces = StepPieces(count: items.count, faults: known)
    for (index, signal) in pieces.blamed.sorted(by: { $0.key < $1.key }) { leaveOut(candidate(items[index]), signal: signal) }
    let names = Set(setAside.map(\.candidate))
    let isLeftOut = items.map { !names.isEmpty && names.contains(candidate($0)) }
    var outputs = [Output?](repeating: nil, count: items.count)
    for range in pieces.ranges {
      let kept = range.filter { !isLeftOut[$0] }
      guard !kept.isEmpty else { continue }
      let outer = isInside ? enter(StepPlace(step: list.step, part: list.part, items: range)) : nil
      defer { if let outer { enter(outer) } }
      for (index, output) in zip(kept, try body(kept.map { items[$0] })) { outputs[index] = output }
    }
    let others = outputs.compactMap { $0 }
    return outputs.map { $0 ?? missing(others) }
  }

  /// Leaves a candidate out from now on.
  private func leaveOut(_ candidate: String, signal: Int) {
    let new = state.withLock { state -> SetAside? in
      guard !state.setAside.contains(where: { $0.candidate == candidate }) else { return nil }
      let entry = SetAside(candidate: candidate, step: state.position, stepName: state.stepName, signal: signal)
      state.setAside.append(entry)
      return entry
    }
    if let new { emit(.setAside(new)) }
  }
}
