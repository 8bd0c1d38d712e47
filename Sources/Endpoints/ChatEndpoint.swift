internal import Foundation

/// An OpenAI-compatible endpoint for chats (`/chat/completions`): llama.cpp, vLLM, OpenAI and others.
package struct ChatEndpoint: Sendable {
  /// The key that is sent; never written anywhere.
  package static let keyVariable = "HAIRTRIGGER_API_KEY"

  /// Waits between tries, in seconds.
  static let waits: [Double] = [1, 2, 4, 8]
  private static let longestWait = 60.0
  private static let mostTop = 20
  private static let path = "/chat/completions"

  /// As it is shown.
  package let url: String
  package let model: String?
  private let key: String?
  private let transport: any HTTPTransport
  private let sleep: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - url: with or without `/chat/completions`.
  ///   - model: as the endpoint names it; one that serves a single model needs none.
  ///   - sleep: waits for so many seconds.
  ///
  /// Throws `EndpointFault` for what is no such address, or one that a key must not be sent to.
  package init(
    url: String, model: String?, key: String?, transport: any HTTPTransport,
    sleep: @escaping @Sendable (Double) -> Void = { Thread.sleep(forTimeInterval: $0) }
  ) throws(EndpointFault) {
    guard let parts = URLComponents(string: url), ["http", "https"].contains(parts.scheme?.lowercased()), let host = parts.host, !host.isEmpty else {
      throw EndpointFault(url: url, problem: "is no address; give one like http://localhost:8080/v1")
    }
    guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil else {
      // Not repeated: it may be a secret.
      throw EndpointFault(url: host, problem: "the address holds a name, a query or a fragment; give it without, and a key in \(Self.keyVariable)")
    }
    let key = key.flatMap { $0.isEmpty ? nil : $0 }
    if key != nil, parts.scheme?.lowercased() == "http", !["localhost", "127.0.0.1", "::1", "[::1]"].contains(host) {
      throw EndpointFault(url: url, problem: "is not encrypted, and \(Self.keyVariable) would be sent to it; use https, or unset the key")
    }
    var address = url
    while address.hasSuffix("/") { address.removeLast() }
    self.url = address.hasSuffix(Self.path) ? address : address + Self.path
    self.model = model
    self.key = key
    self.transport = transport
    self.sleep = sleep
  }

  package struct Reply: Sendable {
    package let text: String
    /// The likeliest first tokens with their natural log-probabilities; nil where the endpoint shows none.
    package let top: [(token: String, logProbability: Double)]?
  }

  /// One reply to one text of the user.
  ///
  /// - Parameters:
  ///   - tokens: at most.
  ///   - temperature: 0 for the likeliest.
  package func reply(to text: String, tokens: Int, temperature: Double, seed: Int) throws(EndpointFault) -> Reply {
    let body = Body(
      model: model, messages: [.init(role: "user", content: text)], maxTokens: tokens, temperature: temperature, seed: seed, logprobs: true,
      topLogprobs: Self.mostTop)
    guard let bytes = try? JSONEncoder().encode(body) else { throw EndpointFault(url: url, problem: "the text cannot be written as JSON") }
    var headers = ["Content-Type": "application/json", "Accept": "application/json"]
    if let key { headers["Authorization"] = "Bearer " + key }
    return try read(try post(HTTPRequest(url: url, headers: headers, body: [UInt8](bytes))))
  }

  /// Tried again where the server is busy or failing, or cannot be reached.
  private func post(_ request: HTTPRequest) throws(EndpointFault) -> [UInt8] {
    var attempt = 0
    while true {
      var wait: Double?
      let fault: EndpointFault
      do throws(EndpointFault) {
        let reply = try transport.post(request)
        if reply.status == 200 { return reply.body }
        wait = reply.retryAfter
        fault = EndpointFault(
          url: url, problem: Self.problem(reply), isPassing: reply.status == 429 || (500...599).contains(reply.status))
      } catch { fault = error }
      guard fault.isPassing, attempt < Self.waits.count else { throw fault }
      sleep(min(max(wait ?? 0, Self.waits[attempt]), Self.longestWait))
      attempt += 1
    }
  }

  private static func problem(_ reply: HTTPReply) -> String {
    let said = (try? JSONDecoder().decode(Refusal.self, from: Data(reply.body)))?.error.message
    let hint = reply.status == 401 || reply.status == 403 ? "; give a key in \(keyVariable)" : ""
    return "answers with status \(reply.status)" + (said.map { " (\($0.prefix(200)))" } ?? "") + hint
  }

  private func read(_ bytes: [UInt8]) throws(EndpointFault) -> Reply {
    let answer: Answer
    do { answer = try JSONDecoder().decode(Answer.self, from: Data(bytes)) } catch {
      throw EndpointFault(url: url, problem: "its reply is not of the form of a chat completion\(Self.place(error))")
    }
    guard let choice = answer.choices.first else { throw EndpointFault(url: url, problem: "its reply has no choices") }
    let top = choice.logprobs?.content?.first?.topLogprobs?.filter { $0.logprob.isFinite }.map { (token: $0.token, logProbability: $0.logprob) }
    return Reply(text: choice.message.content ?? "", top: top.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// ` (choices.0.message)` for a reply that lacks it.
  private static func place(_ error: any Error) -> String {
    let path: [any CodingKey]
    switch error {
    case DecodingError.keyNotFound(let key, let context): path = context.codingPath + [key]
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context): path = context.codingPath
    default: path = []
    }
    return path.isEmpty ? "" : " (" + path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") + ")"
  }

  private struct Body: Encodable {
    struct Message: Encodable {
      let role: String
      let content: String
    }

    let model: String?
    let messages: [Message]
    let maxTokens: Int
    let temperature: Double
    let seed: Int
    let logprobs: Bool
    let topLogprobs: Int

    enum CodingKeys: String, CodingKey {
      case model, messages, temperature, seed, logprobs
      case maxTokens = "max_tokens"
      case topLogprobs = "top_logprobs"
    }
  }

  private struct Refusal: Decodable {
    struct Detail: Decodable { let message: String }
    let error: Detail
  }

  private struct Answer: Decodable {
    struct Choice: Decodable {
      let message: Message
      let logprobs: Logprobs?
    }
    struct Message: Decodable { let content: String? }
    struct Logprobs: Decodable { let content: [Position]? }
    struct Position: Decodable {
      let topLogprobs: [Candidate]?
      enum CodingKeys: String, CodingKey { case topLogprobs = "top_logprobs" }
    }
    struct Candidate: Decodable {
      let token: String
      let logprob: Double
    }
    let choices: [Choice]
  }
}
