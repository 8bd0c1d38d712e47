internal import Foundation
#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif
internal import Synchronization

/// The network. Redirections are not followed: a key would go where nobody sent it.
package struct URLSessionTransport: HTTPTransport {
  /// In seconds.
  private let timeLimit: Double
  private let session: URLSession

  package init(timeLimit: Double = 120) {
    self.timeLimit = timeLimit
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = timeLimit
    configuration.timeoutIntervalForResource = timeLimit
    session = URLSession(configuration: configuration, delegate: StayingDelegate(), delegateQueue: nil)
  }

  private final class StayingDelegate: NSObject, URLSessionTaskDelegate {
    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
      completionHandler: @escaping (URLRequest?) -> Void
    ) {
      completionHandler(nil)
    }
  }

  /// What the session's thread leaves for the one that waits.
  private final class Outcome: Sendable {
    let value = Mutex<Result<HTTPReply, EndpointFault>?>(nil)
  }

  package func post(_ request: HTTPRequest) throws(EndpointFault) -> HTTPReply {
    guard let url = URL(string: request.url) else { throw EndpointFault(url: request.url, problem: "is no address") }
    var sent = URLRequest(url: url)
    sent.httpMethod = "POST"
    sent.httpBody = Data(request.body)
    for (name, value) in request.headers { sent.setValue(value, forHTTPHeaderField: name) }
    let outcome = Outcome(), ended = DispatchSemaphore(value: 0), address = request.url
    let task = session.dataTask(with: sent) { data, response, error in
      let result: Result<HTTPReply, EndpointFault>
      if let response = response as? HTTPURLResponse {
        let wait = response.value(forHTTPHeaderField: "Retry-After").flatMap(Double.init)
        result = .success(HTTPReply(status: response.statusCode, retryAfter: wait, body: [UInt8](data ?? Data())))
      } else {
        let why = error?.localizedDescription ?? "no reply came"
        result = .failure(EndpointFault(url: address, problem: "cannot be reached: \(why)", isPassing: true))
      }
      outcome.value.withLock { $0 = result }
      ended.signal()
    }
    task.resume()
    guard ended.wait(timeout: .now() + timeLimit + 5) == .success, let result = outcome.value.withLock({ $0 }) else {
      task.cancel()
      throw EndpointFault(url: request.url, problem: "gave no reply within \(Int(timeLimit)) s", isPassing: true)
    }
    return try result.get()
  }
}
