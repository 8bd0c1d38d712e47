/// A list of items cut up by the faults that it brought about, until the one that is to blame stands alone.
///
/// A piece in which the process ended is cut into eight. An item that stands alone and has seen two faults is to blame: a fault
/// from elsewhere costs a cut, and no candidate.
package struct StepPieces: Equatable {
  private static let parts = 8
  private static let faultsToBlame = 2

  /// In order, without gaps.
  package private(set) var ranges: [Range<Int>]
  /// Items to blame, with the signal of the last fault.
  package private(set) var blamed = [Int: Int]()

  /// - Parameter faults: in the order in which they came; those that do not fit are passed over.
  package init(count: Int, faults: [StepFault]) {
    ranges = count > 0 ? [0..<count] : []
    for (number, fault) in faults.enumerated() {
      let range = fault.place.items
      guard let place = ranges.firstIndex(of: range) else { continue }
      if range.count > 1 {
        ranges.replaceSubrange(place...place, with: Self.cut(range))
      } else if faults[...number].count(where: { $0.place.items.contains(range.lowerBound) }) >= Self.faultsToBlame {
        blamed[range.lowerBound] = fault.signal
      }
    }
  }

  /// Eight parts, or as many as there are items; their sizes differ by one at most.
  private static func cut(_ range: Range<Int>) -> [Range<Int>] {
    let count = min(parts, range.count), size = range.count / count, longer = range.count % count
    var start = range.lowerBound
    return (0..<count).map { part in
      let end = start + size + (part < longer ? 1 : 0)
      defer { start = end }
      return start..<end
    }
  }
}
