import Endpoints
import Foundation
import Testing

/// Chats with an endpoint: what is sent, what is read, and what is done about replies that are none.
@Suite("Chat endpoints") struct ChatEndpointTests {
  private static let good = #"{"choices":[{"message":{"content":"85"},"logprobs":{"content":[{"token":"85","logprob":-0.1,"top_logprobs":[{"token":"85","logprob":-0.1},{"token":" 90","logprob":-3}]}]}}]}"#

  private static func endpoint(
    _ transport: any HTTPTransport, url: String = "https://judge.example/v1", model: String? = "m", key: String? = "secret", waits: Waits = Waits()
  ) throws -> ChatEndpoint {
    try ChatEndpoint(url: url, model: model, key: key, transport: transport) { waits.add($0) }
  }

  @Test("A request has the text, the model, and the key in its header only", arguments: [
    "https://judge.example/v1", "https://judge.example/v1/", "https://judge.example/v1/chat/completions",
  ])
  func sent(_ url: String) throws {
    let transport = ScriptedTransport([.reply(200, Self.good)])
    _ = try Self.endpoint(transport, url: url).reply(to: "Rate \"this\"\nnow", tokens: 3, temperature: 0, seed: 7)
    let request = try #require(transport.requests.first)
    #expect(request.url == "https://judge.example/v1/chat/completions")
    #expect(request.headers["Authorization"] == "Bearer secret" && request.headers["Content-Type"] == "application/json")
    let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
    #expect(body["model"] as? String == "m" && body["max_tokens"] as? Int == 3 && body["temperature"] as? Double == 0)
    #expect(body["seed"] as? Int == 7 && body["logprobs"] as? Bool == true && body["top_logprobs"] as? Int == 20)
    let messages = try #require(body["messages"] as? [[String: String]])
    #expect(messages == [["role": "user", "content": "Rate \"this\"\nnow"]])
    #expect(!String(decoding: request.body, as: UTF8.self).contains("secret"))
  }

  @Test("Text and first token's likeliest are read; an endpoint that shows none has none", arguments: [
    (good, "85", ["85", " 90"] as [String]?), (#"{"choices":[{"message":{"content":"x"}}]}"#, "x", nil),
    (#"{"choices":[{"message":{"content":null},"logprobs":null}]}"#, "", nil), (#"{"choices":[{"message":{},"logprobs":{"content":[]}}]}"#, "", nil),
    (#"{"choices":[{"message":{"content":"x"},"logprobs":{"content":[{"token":"x"}]}}]}"#, "x", nil),
  ])
  func read(_ body: String, text: String, top: [String]?) throws {
    let reply = try Self.endpoint(ScriptedTransport([.reply(200, body)])).reply(to: "t", tokens: 1, temperature: 0, seed: 0)
    #expect(reply.text == text && reply.top?.map(\.token) == top)
  }

  @Test("A reply of another form is named by what it lacks, and not asked for again", arguments: [
    ("banana", "not of the form"), ("{}", "(choices)"), (#"{"choices":[]}"#, "no choices"), (#"{"choices":[{}]}"#, "(choices.0.message)"),
    (#"{"choices":[{"message":{"content":3}}]}"#, "(choices.0.message.content)"), ("", "not of the form"),
  ])
  func malformed(_ body: String, names: String) throws {
    let transport = ScriptedTransport([.reply(200, body)])
    let fault = #expect(throws: EndpointFault.self) { try Self.endpoint(transport).reply(to: "t", tokens: 1, temperature: 0, seed: 0) }
    #expect(fault?.problem.contains(names) == true && transport.requests.count == 1, "\(String(describing: fault))")
  }

  @Test("A busy or failing server is asked again after longer and longer waits, or as long as it says", arguments: [
    ([.reply(429, ""), .reply(503, ""), .reply(200, good)], [1, 2]), ([.unreachable, .reply(200, good)], [1]),
    ([.reply(429, "", retryAfter: 7), .reply(200, good)], [7]), ([.reply(429, "", retryAfter: 1e9), .reply(200, good)], [60]),
    ([.reply(429, "", retryAfter: -5), .reply(200, good)], [1]),
  ] as [([ScriptedTransport.Step], [Double])])
  func again(_ steps: [ScriptedTransport.Step], expected: [Double]) throws {
    let waits = Waits(), transport = ScriptedTransport(steps)
    #expect(try Self.endpoint(transport, waits: waits).reply(to: "t", tokens: 1, temperature: 0, seed: 0).text == "85")
    #expect(waits.all == expected && transport.requests.count == steps.count)
  }

  @Test("It gives up after five tries, and at once where asking again cannot help; the key is never repeated", arguments: [
    (.reply(500, "oops"), 5, "status 500"), (.unreachable, 5, "cannot be reached"), (.reply(401, #"{"error":{"message":"no key"}}"#), 1, "(no key); give a key in HAIRTRIGGER_API_KEY"),
    (.reply(404, "<html>"), 1, "status 404"), (.reply(302, ""), 1, "status 302"),
  ] as [(ScriptedTransport.Step, Int, String)])
  func givesUp(_ step: ScriptedTransport.Step, tries: Int, names: String) throws {
    let transport = ScriptedTransport([step])
    let fault = #expect(throws: EndpointFault.self) { try Self.endpoint(transport).reply(to: "t", tokens: 1, temperature: 0, seed: 0) }
    #expect(transport.requests.count == tries && fault?.description.contains(names) == true, "\(String(describing: fault))")
    #expect(fault?.description.contains("secret") == false)
  }

  @Test("What is no address, holds a secret, or would send the key in the clear is refused", arguments: [
    ("judge", nil), ("ftp://judge/v1", nil), ("http://", nil), ("https://user:pass@judge/v1", nil), ("https://judge/v1?api_key=pass", nil),
    ("http://judge.example/v1", "secret"),
  ] as [(String, String?)])
  func refused(_ url: String, key: String?) {
    let fault = #expect(throws: EndpointFault.self) { try Self.endpoint(ScriptedTransport([.unreachable]), url: url, key: key) }
    #expect(fault?.description.contains("pass") == false && fault?.description.contains("secret") == false)
  }

  @Test("A key may go to this machine unencrypted, and an empty one is none", arguments: ["http://localhost:8080/v1", "http://127.0.0.1:8080/v1"])
  func local(_ url: String) throws {
    let transport = ScriptedTransport([.reply(200, Self.good)])
    _ = try Self.endpoint(transport, url: url).reply(to: "t", tokens: 1, temperature: 0, seed: 0)
    _ = try Self.endpoint(transport, url: "http://judge.example", key: "").reply(to: "t", tokens: 1, temperature: 0, seed: 0)
    #expect(transport.requests.map { $0.headers["Authorization"] } == ["Bearer secret", nil])
  }
}
