/// The largest of many values.
package enum TopSelection {
  /// Indices of the `count` largest values, largest first, equal values by index. Values that are not numbers are
  /// left out. One pass with a heap of `count`: cheap while `count` is small beside the array.
  package static func indices(of values: [Float], count: Int) -> [Int] {
    guard count > 0 else { return [] }
    // The heap's root is the weakest that is kept.
    var heap: [Int] = []
    heap.reserveCapacity(min(count, values.count))
    for index in values.indices {
      let value = values[index]
      if value.isNaN { continue }
      if heap.count < count {
        heap.append(index)
        siftUp(&heap, values)
      } else if value > values[heap[0]] {
        // An equal value with a larger index never displaces one that is kept.
        heap[0] = index
        siftDown(&heap, values)
      }
    }
    return heap.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
  }

  private static func weaker(_ a: Int, _ b: Int, _ values: [Float]) -> Bool {
    values[a] != values[b] ? values[a] < values[b] : a > b
  }

  private static func siftUp(_ heap: inout [Int], _ values: [Float]) {
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard weaker(heap[child], heap[parent], values) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  private static func siftDown(_ heap: inout [Int], _ values: [Float]) {
    var parent = 0
    while true {
      var weakest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if weaker(heap[child], heap[weakest], values) { weakest = child }
      }
      if weakest == parent { return }
      heap.swapAt(parent, weakest)
      parent = weakest
    }
  }
}
