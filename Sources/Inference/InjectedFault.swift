internal import Foundation

/// For tests: what a fault of the program or of the machine does, brought about by a text.
///
/// `HAIRTRIGGER_FAULT="trap 12,94"`: reading a text in which these tokens stand one after another ends the process, as an
/// overflow would; `abort` as a failed check of a library does, `memory` as a wild pointer, `stack` as endless recursion, and
/// `hang` never comes back. Nothing is done where the variable is not set.
struct InjectedFault: Sendable {
  static let variable = "HAIRTRIGGER_FAULT"

  enum Kind: String, Sendable {
    case trap, abort, memory, stack, hang
  }

  let kind: Kind
  let tokens: [Int32]

  static let current = ProcessInfo.processInfo.environment[variable].flatMap(InjectedFault.init)

  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 2, let kind = Kind(rawValue: String(words[0])) else { return nil }
    self.kind = kind
    tokens = words[1].split(separator: ",").compactMap { Int32($0) }
    guard !tokens.isEmpty else { return nil }
  }

  /// Comes back where the text holds something else.
  func meet(_ passage: Passage) {
    if isIn((passage.prefix?.tokens ?? []) + passage.tokens) { strike(passage.tokens.count) }
  }

  private func isIn(_ text: [Int32]) -> Bool {
    guard text.count >= tokens.count else { return false }
    return (0...text.count - tokens.count).contains { text[$0..<$0 + tokens.count].elementsEqual(tokens) }
  }

  private func strike(_ count: Int) {
    switch kind {
    case .trap: preconditionFailure("injected fault")
    case .abort: abort()
    case .memory: unsafe UnsafeMutablePointer<Int>(bitPattern: 64)?.pointee = count
    case .stack: _ = Self.deeper(count, below: .max)
    case .hang: while true { sleep(1) }
    }
  }

  /// Needs its own result after the call, so that it is no loop.
  @inline(never)
  private static func deeper(_ count: Int, below limit: Int) -> Int {
    guard count < limit else { return 0 }
    return (deeper(count + 1, below: limit) &* 3) ^ count
  }
}
