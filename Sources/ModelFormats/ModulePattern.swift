/// A pattern over module names, as PEFT hands them to Python's `re`. A pattern comes from an untrusted file, so it runs
/// as a set of states (Thompson 1968): time is bounded by pattern × name, and nothing can be made to backtrack.
///
/// Known: literals, `.`, classes, `\d \w \s` and their opposites, groups, `|`, `* + ? {m,n}` (lazy forms match the same
/// names), `^` and `$`. Look-around, back-references and flags are refused.
package struct ModulePattern: Sendable {
  package struct Fault: Error {
    package var problem: String
  }

  enum Step: Sendable {
    case take(CharacterSet)
    case fork(Int, Int)
    case jump(Int)
    case start, end
    case accept
  }

  /// ASCII characters as bits, and whether all others are in it too.
  struct CharacterSet: Sendable {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var others = false

    static let any: CharacterSet = {
      var set = CharacterSet()
      set.insert(10)
      return set.inverted
    }()

    var inverted: CharacterSet { CharacterSet(low: ~low, high: ~high, others: !others) }

    mutating func insert(_ byte: UInt8) {
      if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }

    mutating func formUnion(_ other: CharacterSet) {
      low |= other.low
      high |= other.high
      others = others || other.others
    }

    func contains(_ byte: UInt8) -> Bool {
      byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 ? high >> UInt64(byte - 64) & 1 == 1 : others
    }
  }

  private let steps: [Step]

  package init(_ text: String) throws(Fault) {
    var parser = ModulePatternParser(text)
    steps = try parser.program()
  }

  /// Size, to which the time of a match is proportional.
  var stepCount: Int { steps.count }

  /// Whether the whole of `name` matches (`re.fullmatch`).
  package func matches(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    // The position at which a state was last added.
    var added = [Int](repeating: -1, count: steps.count)
    var states: [Int] = []
    add(0, at: 0, of: bytes.count, to: &states, &added)
    for (i, byte) in bytes.enumerated() {
      var next: [Int] = []
      for state in states {
        if case .take(let set) = steps[state], set.contains(byte) {
          add(state + 1, at: i + 1, of: bytes.count, to: &next, &added)
        }
      }
      states = next
      if states.isEmpty { return false }
    }
    return states.contains { if case .accept = steps[$0] { true } else { false } }
  }

  /// Adds a state and all that it reaches without a character.
  private func add(_ first: Int, at position: Int, of count: Int, to states: inout [Int], _ added: inout [Int]) {
    var open = [first]
    while let state = open.popLast() {
      guard added[state] != position else { continue }
      added[state] = position
      switch steps[state] {
      case .fork(let one, let other): open += [other, one]
      case .jump(let target): open.append(target)
      case .start where position == 0: open.append(state + 1)
      case .end where position == count: open.append(state + 1)
      case .take, .accept: states.append(state)
      case .start, .end: break
      }
    }
  }
}
