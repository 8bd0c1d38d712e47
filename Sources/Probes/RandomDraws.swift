import Foundation

// Draws with a fixed algorithm each, since those of the standard library may change between versions and a replay must
// not. Named apart from the standard ones, so that a call cannot reach those by mistake.
extension RandomNumberGenerator {
  /// A whole number in `0 ..< bound`, each as likely (Lemire 2019: multiply, reject the uneven rest). `bound` 0 gives 0.
  package mutating func draw(below bound: UInt64) -> UInt64 {
    guard bound > 1 else { return 0 }
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let uneven = (0 &- bound) % bound
      while product.low < uneven {
        product = next().multipliedFullWidth(by: bound)
      }
    }
    return product.high
  }

  /// An index in `0 ..< count`; 0 when `count` is not positive.
  package mutating func drawIndex(_ count: Int) -> Int {
    count > 0 ? Int(draw(below: UInt64(count))) : 0
  }

  /// A number in [0, 1) from the leading 53 bits.
  package mutating func drawUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// True with `probability`; one number is used whatever it is.
  package mutating func drawTrue(_ probability: Double) -> Bool {
    drawUnit() < probability
  }

  /// A normal number with mean 0 and deviation 1 (Box and Muller, the cosine half; two numbers a draw).
  /// The functions it rests on may differ in the last bit between C libraries.
  package mutating func drawNormal() -> Double {
    let radius = (-2 * log(1 - drawUnit())).squareRoot()
    return radius * cos(2 * Double.pi * drawUnit())
  }

  /// One element, each as likely; nil of an empty array.
  package mutating func drawElement<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[drawIndex(elements.count)]
  }

  /// An index in proportion to its weight; weights that are not positive and finite count as 0. Nil if all do.
  package mutating func drawIndex(weights: [Double]) -> Int? {
    let usable = weights.map { $0.isFinite && $0 > 0 ? $0 : 0 }
    let total = usable.reduce(0, +)
    guard total > 0, total.isFinite else { return nil }
    var left = drawUnit() * total
    var last: Int?
    for (index, weight) in usable.enumerated() where weight > 0 {
      last = index
      if left < weight { return index }
      left -= weight
    }
    return last
  }

  /// Every order is as likely (Fisher and Yates, from the end).
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, drawIndex(last + 1))
    }
  }

  package mutating func drawShuffled<Element>(_ elements: [Element]) -> [Element] {
    var copy = elements
    shuffle(&copy)
    return copy
  }

  /// `count` different elements in drawn order, or all of them if there are fewer (a partial Fisher and Yates).
  package mutating func drawSample<Element>(_ count: Int, of elements: [Element]) -> [Element] {
    var copy = elements
    let wanted = min(max(count, 0), copy.count)
    for first in 0..<wanted {
      copy.swapAt(first, first + drawIndex(copy.count - first))
    }
    return Array(copy[0..<wanted])
  }
}
