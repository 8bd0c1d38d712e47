import Synchronization

/// What a script was asked, in order.
final class Seen: Sendable {
  private let list = Mutex([[String]]())
  func add(_ texts: [String]) { list.withLock { $0.append(texts) } }
  var all: [[String]] { list.withLock { $0 } }
}
