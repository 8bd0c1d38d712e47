/// A splitting expression as instructions for `SplitMatcher`.
struct SplitProgram: Sendable {
  enum Instruction: Sendable {
    case set(Int)
    /// Tries `first`, then `second`; `memory` numbers the choice.
    case fork(first: Int, second: Int, memory: Int)
    case jump(Int)
    /// Takes as many of the set as there are and gives none back.
    case takeAll(Int, memory: Int)
    /// Takes one of the set if there is one, for good.
    case takeOne(Int)
    case lookahead(from: Int, negated: Bool)
    case lookbehind(Int, negated: Bool)
    case start
    case end
    case accept
  }

  /// Choices after repetitions are written out: bounds the matcher's memory to a few hundred bits a byte of text.
  static let mostChoices = 256
  static let mostInstructions = 20_000

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [ScalarSet] = []
  private(set) var choices = 0

  init(_ node: SplitNode) throws(SplitPattern.Refusal) {
    try emit(node)
    instructions.append(.accept)
  }

  private mutating func set(_ set: ScalarSet) -> Int {
    if let known = sets.firstIndex(of: set) { return known }
    sets.append(set)
    return sets.count - 1
  }

  private mutating func choice() throws(SplitPattern.Refusal) -> Int {
    guard choices < Self.mostChoices else {
      throw SplitPattern.Refusal(problem: "an expression with more than \(Self.mostChoices) choices")
    }
    choices += 1
    return choices - 1
  }

  private mutating func emit(_ node: SplitNode) throws(SplitPattern.Refusal) {
    guard instructions.count < Self.mostInstructions else {
      throw SplitPattern.Refusal(problem: "an expression with more than \(Self.mostInstructions) steps")
    }
    switch node {
    case .empty: break
    case .set(let set): instructions.append(.set(self.set(set)))
    case .start: instructions.append(.start)
    case .end: instructions.append(.end)
    case .lookbehind(let set, let negated): instructions.append(.lookbehind(self.set(set), negated: negated))
    case .sequence(let nodes):
      for node in nodes { try emit(node) }
    case .choice(let nodes):
      var jumps: [Int] = []
      for (index, node) in nodes.enumerated() {
        if index == nodes.count - 1 {
          try emit(node)
        } else {
          let fork = try reserve()
          try emit(node)
          jumps.append(instructions.count)
          instructions.append(.jump(0))
          resolve(fork, lazily: false, to: fork + 1, else: instructions.count)
        }
      }
      for jump in jumps { instructions[jump] = .jump(instructions.count) }
    case .lookahead(let node, let negated):
      // The assertion's own code stands behind a jump.
      let at = instructions.count
      instructions.append(.lookahead(from: at + 2, negated: negated))
      instructions.append(.jump(0))
      try emit(node)
      instructions.append(.accept)
      instructions[at + 1] = .jump(instructions.count)
    case .repetition(let node, let least, let most, let mode):
      for _ in 0..<least { try emit(node) }
      if mode == .possessive, case .set(let set) = node {
        let index = self.set(set)
        if let most {
          for _ in least..<max(least, most) { instructions.append(.takeOne(index)) }
        } else {
          instructions.append(.takeAll(index, memory: try choice()))
        }
      } else if let most {
        var forks: [Int] = []
        for _ in least..<max(least, most) {
          forks.append(try reserve())
          try emit(node)
        }
        for fork in forks { resolve(fork, lazily: mode == .lazy, to: fork + 1, else: instructions.count) }
      } else {
        let fork = try reserve()
        try emit(node)
        instructions.append(.jump(fork))
        resolve(fork, lazily: mode == .lazy, to: fork + 1, else: instructions.count)
      }
    }
  }

  private mutating func reserve() throws(SplitPattern.Refusal) -> Int {
    instructions.append(.fork(first: 0, second: 0, memory: try choice()))
    return instructions.count - 1
  }

  private mutating func resolve(_ index: Int, lazily: Bool, to inside: Int, else outside: Int) {
    guard case .fork(_, _, let memory) = instructions[index] else { return }
    instructions[index] =
      lazily
      ? .fork(first: outside, second: inside, memory: memory) : .fork(first: inside, second: outside, memory: memory)
  }
}

/// Runs a program over one text, remembering which choices failed where.
///
/// Memory: two bits for each choice and byte of text. Time: each choice is explored once at each place.
struct SplitMatcher {
  private let program: SplitProgram
  private let bytes: [UInt8]
  private let range: Range<Int>
  private let width: Int
  private var failed: [UInt64]
  /// Only choices inside an assertion, where all that counts is that it holds.
  private var held: [UInt64]
  private var stack: [Frame] = []

  private struct Frame {
    var instruction: Int32
    var position: Int
    var tried: Bool
  }

  static func matches(_ program: SplitProgram, _ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var matcher = SplitMatcher(program, bytes, range)
    var found: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      if let end = matcher.run(from: 0, at: start, inAssertion: false), end > start {
        found.append(start..<end)
        start = end
      } else {
        start += decodeScalar(bytes, start, range.upperBound).length
      }
    }
    return found
  }

  private init(_ program: SplitProgram, _ bytes: [UInt8], _ range: Range<Int>) {
    self.program = program
    self.bytes = bytes
    self.range = range
    width = range.count + 1
    let words = (program.choices * width + 63) / 64
    failed = Array(repeating: 0, count: words)
    held = Array(repeating: 0, count: words)
  }

  private func cell(_ memory: Int, _ position: Int) -> Int { memory * width + position - range.lowerBound }

  private static func bit(_ cells: [UInt64], _ cell: Int) -> Bool { cells[cell >> 6] >> UInt64(cell & 63) & 1 == 1 }

  /// The end of the match that starts at `start` with the code at `first`; nil where there is none.
  private mutating func run(from first: Int, at start: Int, inAssertion: Bool) -> Int? {
    let base = stack.count
    var pc = first
    var position = start
    while true {
      var advances = true
      switch program.instructions[pc] {
      case .set(let set):
        if position < range.upperBound {
          let (code, length) = decodeScalar(bytes, position, range.upperBound)
          advances = program.sets[set].contains(code)
          if advances { position += length }
        } else {
          advances = false
        }
        pc += 1
      case .takeOne(let set):
        if position < range.upperBound {
          let (code, length) = decodeScalar(bytes, position, range.upperBound)
          if program.sets[set].contains(code) { position += length }
        }
        pc += 1
      case .takeAll(let set, let memory):
        if let known = recall(memory, position, inAssertion) {
          if known { return accept(position, base, inAssertion) }
          advances = false
        } else {
          stack.append(Frame(instruction: Int32(pc), position: position, tried: true))
          var taken = 0
          if position < range.upperBound {
            let (code, length) = decodeScalar(bytes, position, range.upperBound)
            if program.sets[set].contains(code) { taken = length }
          }
          position += taken
          if taken == 0 { pc += 1 }
        }
      case .fork(let first, _, let memory):
        if let known = recall(memory, position, inAssertion) {
          if known { return accept(position, base, inAssertion) }
          advances = false
        } else {
          stack.append(Frame(instruction: Int32(pc), position: position, tried: false))
          pc = first
        }
      case .jump(let target): pc = target
      case .lookahead(let from, let negated):
        advances = (run(from: from, at: position, inAssertion: true) != nil) != negated
        pc += 1
      case .lookbehind(let set, let negated):
        advances = precedes(set, position) != negated
        pc += 1
      case .start:
        advances = position == range.lowerBound
        pc += 1
      case .end:
        advances = position == range.upperBound
        pc += 1
      case .accept: return accept(position, base, inAssertion)
      }
      if !advances {
        guard let next = backtrack(to: base) else { return nil }
        (pc, position) = next
      }
    }
  }

  /// Whether a choice is known to hold (only inside an assertion) or to fail; nil where it was not tried.
  private func recall(_ memory: Int, _ position: Int, _ inAssertion: Bool) -> Bool? {
    let cell = cell(memory, position)
    if Self.bit(failed, cell) { return false }
    return inAssertion && Self.bit(held, cell) ? true : nil
  }

  private mutating func accept(_ position: Int, _ base: Int, _ inAssertion: Bool) -> Int {
    if inAssertion {
      for frame in stack[base...] { set(frame, held: true) }
    }
    stack.removeLast(stack.count - base)
    return position
  }

  private mutating func set(_ frame: Frame, held isHeld: Bool) {
    let memory: Int
    switch program.instructions[Int(frame.instruction)] {
    case .fork(_, _, let number), .takeAll(_, let number): memory = number
    default: return
    }
    let cell = cell(memory, frame.position)
    if isHeld { held[cell >> 6] |= 1 << UInt64(cell & 63) } else { failed[cell >> 6] |= 1 << UInt64(cell & 63) }
  }

  /// The next way to try above `base`; what has none left is marked as failed.
  private mutating func backtrack(to base: Int) -> (pc: Int, position: Int)? {
    while stack.count > base {
      let last = stack.count - 1
      let frame = stack[last]
      if !frame.tried, case .fork(_, let second, _) = program.instructions[Int(frame.instruction)] {
        stack[last].tried = true
        return (second, frame.position)
      }
      set(frame, held: false)
      stack.removeLast()
    }
    return nil
  }

  private func precedes(_ set: Int, _ position: Int) -> Bool {
    guard position > range.lowerBound else { return false }
    var start = position - 1
    while start > range.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return program.sets[set].contains(decodeScalar(bytes, start, position).code)
  }
}
