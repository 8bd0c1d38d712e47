import Endpoints
import Foundation
import Synchronization

/// Replies in the order given, the last one again and again; remembers what was sent.
final class ScriptedTransport: HTTPTransport {
  enum Step: Sendable {
    case reply(Int, String, retryAfter: Double? = nil)
    case unreachable
  }

  private let steps: [Step]
  private let sent = Mutex<[HTTPRequest]>([])

  init(_ steps: [Step]) { self.steps = steps }

  var requests: [HTTPRequest] { sent.withLock { $0 } }

  func post(_ request: HTTPRequest) throws(EndpointFault) -> HTTPReply {
    let place = sent.withLock { sent in
      sent.append(request)
      return sent.count - 1
    }
    switch steps[min(place, steps.count - 1)] {
    case .reply(let status, let body, let wait): return HTTPReply(status: status, retryAfter: wait, body: Array(body.utf8))
    case .unreachable: throw EndpointFault(url: request.url, problem: "cannot be reached", isPassing: true)
    }
  }
}

/// What an endpoint waited for.
final class Waits: Sendable {
  private let seconds = Mutex<[Double]>([])
  var all: [Double] { seconds.withLock { $0 } }
  func add(_ more: Double) { seconds.withLock { $0.append(more) } }
}
