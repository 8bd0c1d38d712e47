/// A request with a body of JSON.
package struct HTTPRequest: Sendable, Equatable {
  package let url: String
  package let headers: [String: String]
  package let body: [UInt8]
}

package struct HTTPReply: Sendable, Equatable {
  package let status: Int
  /// In seconds, where the server says when to ask again.
  package let retryAfter: Double?
  package let body: [UInt8]

  package init(status: Int, retryAfter: Double? = nil, body: [UInt8]) {
    self.status = status
    self.retryAfter = retryAfter
    self.body = body
  }
}

/// Whoever carries requests: the network, or a script in tests.
package protocol HTTPTransport: Sendable {
  /// Posts, and waits for the reply.
  ///
  /// Throws `EndpointFault` where none came.
  func post(_ request: HTTPRequest) throws(EndpointFault) -> HTTPReply
}

/// An endpoint that gave no usable reply. What it says holds no key.
package struct EndpointFault: Error, Sendable, Equatable, CustomStringConvertible {
  package let url: String
  /// A clause without a full stop.
  package let problem: String
  /// Whether asking again may help.
  let isPassing: Bool

  package init(url: String, problem: String, isPassing: Bool = false) {
    self.url = url
    self.problem = problem
    self.isPassing = isPassing
  }

  package var description: String { "\(url): \(problem)" }
}
