/// Location and spread that a few planted values cannot move.
package enum RobustScale {
  /// Median; the mean of the two middle values of an even number. Values that are not numbers are left out; nil where
  /// none remains. Linear time.
  package static func median(_ values: [Float]) -> Float? {
    var numbers = values.filter { !$0.isNaN }
    return median(reordering: &numbers)
  }

  /// Median distance from the median, not scaled towards a standard deviation.
  package static func medianAbsoluteDeviation(_ values: [Float]) -> Float? {
    var numbers = values.filter { !$0.isNaN }
    guard let centre = median(reordering: &numbers), centre.isFinite else { return nil }
    for index in numbers.indices { numbers[index] = abs(numbers[index] - centre) }
    return median(reordering: &numbers)
  }

  /// (x − median) / median absolute deviation, element by element. `reference` gives the two where the values'
  /// own are not wanted (a random sample, say). Nil where there is no spread to divide by.
  package static func standardised(_ values: [Float], reference: [Float]? = nil) -> [Float]? {
    let reference = reference ?? values
    guard let centre = median(reference), let spread = medianAbsoluteDeviation(reference), spread > 0, spread.isFinite
    else { return nil }
    return values.map { ($0 - centre) / spread }
  }

  private static func median(reordering values: inout [Float]) -> Float? {
    let count = values.count
    guard count > 0 else { return nil }
    let upper = select(rank: count / 2, in: &values)
    if count % 2 == 1 { return upper }
    // Everything left of the selected place is no larger: the lower middle is its maximum.
    var lower = values[0]
    for index in 0..<(count / 2) where values[index] > lower { lower = values[index] }
    return lower == upper ? upper : lower / 2 + upper / 2
  }

  /// Puts the value of `rank` (from 0, ascending) in its place, smaller ones before it, and returns it
  /// (Hoare's selection, median of three).
  private static func select(rank: Int, in values: inout [Float]) -> Float {
    var low = 0
    var high = values.count - 1
    while low < high {
      let middle = low + (high - low) / 2
      if values[middle] < values[low] { values.swapAt(middle, low) }
      if values[high] < values[low] { values.swapAt(high, low) }
      if values[high] < values[middle] { values.swapAt(high, middle) }
      let pivot = values[middle]
      var left = low
      var right = high
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        break
      }
    }
    return values[rank]
  }
}
