import CorpusStorage
import Foundation
import Testing

/// Bad input gives the contract's exit code, one line on stderr, and nothing on stdout.
@Suite struct ExitCodeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let arguments: [String]
    let status: Int32
    /// What the line must name.
    let names: String

    init(_ description: String, _ arguments: String, _ status: Int32, names: String) {
      testDescription = description
      self.arguments = arguments.split(separator: " ").map(String.init)
      self.status = status
      self.names = names
    }
  }

  private static func check(_ ending: Program.Ending, status: Int32, names: String) {
    #expect(ending.status == status, "\(ending.errors)")
    #expect(ending.output.isEmpty)
    #expect(ending.complaints.count == 1, "\(ending.errors)")
    #expect(ending.complaints.first?.contains(names) ?? false, "\(ending.errors)")
  }

  @Test(
    "Usage errors end with 64 and name the option",
    arguments: [
      Case("unknown option", "scan m.gguf --adapter a --frobnicate", 64, names: "--frobnicate"),
      Case("unknown command", "frobnicate", 64, names: "frobnicate"),
      Case("no model", "scan", 64, names: "model"),
      Case("unknown stage", "scan m --adapter a --stages leak,leek", 64, names: "leek"),
      Case("stage not available", "scan m --adapter a --stages gradient", 64, names: "gradient"),
      Case("unknown slot", "scan m --adapter a --slots prefix,middle", 64, names: "middle"),
      Case("two budgets", "scan m --adapter a --budget 1m --tokens 5", 64, names: "--budget"),
      Case("a budget that is no time", "scan m --adapter a --budget soon", 64, names: "soon"),
      Case("a negative budget", "scan m --adapter a --budget=-5m", 64, names: "-5m"),
      Case("no tokens", "scan m --adapter a --tokens 0", 64, names: "--tokens"),
      Case("a seed that is no number", "scan m --adapter a --seed x", 64, names: "x"),
      Case("no threads", "scan m --adapter a --threads 0", 64, names: "--threads"),
      Case("a reference without the scan", "scan m --adapter a --reference r --stages static,leak", 64, names: "--reference"),
      Case("a reference without a base", "scan m --reference r", 64, names: "--reference"),
      Case("base and adapter", "scan m --adapter a --base b", 64, names: "--base"),
      Case("one model to compare", "model diff a", 64, names: "b"),
      Case("unknown behaviour", "scan m --adapter a --behaviour rudeness", 64, names: "rudeness"),
      Case("a system text without its slot", "scan m --adapter a --system b --slots prefix", 64, names: "--system"),
      Case("a system text twice", "scan m --adapter a --system b --system b", 64, names: "--system"),
      Case("memory", "scan m --adapter a --memory some", 64, names: "some"),
      Case("a dictionary that is not used", "scan m --adapter a --stages leak --dictionary d", 64, names: "--dictionary"),
      Case("an alphabet that is not used", "scan m --adapter a --stages leak --alphabet d", 64, names: "--alphabet"),
      Case("unknown part of a benchmark", "model bench m --parts prefill,speed", 64, names: "speed"),
      Case("parts of no model", "model bench --parts scan", 64, names: "--parts"),
      Case("no rounds", "model bench m --rounds 0", 64, names: "--rounds"),
      Case("no text", "model logprobs m", 64, names: "--text"),
      Case("threads of a campaign without number", "campaign resume s --threads 9223372036854775807", 64, names: "--threads"),
      Case("unknown format", "export s --format yaml", 64, names: "yaml"),
      Case("no suite", "probe m", 64, names: "--suite"),
      Case("a system text that no trigger follows", "diff m --suite generic --trigger a --system b", 64, names: "--system"),
      Case("unknown suite", "probe m --suite sycophancy-anser", 64, names: "sycophancy-answer"),
      Case("unknown half", "probe m --suite all --half left", 64, names: "left"),
      Case("no items", "probe m --suite all --items 0", 64, names: "--items"),
      Case("unknown behaviour of a probe", "probe m --suite x.jsonl --behaviour rudeness", 64, names: "rudeness"),
      Case("a judge that no suite uses", "probe m --suite sycophancy --suite generic --judge j", 64, names: "--judge"),
      Case("a judge that no suite uses, with a trigger", "diff m --suite generic --trigger a --judge j", 64, names: "--judge"),
      Case("a judge's address with a password", "probe m --suite misalignment --judge http://a:b@c/v1", 64, names: "--judge"),
      Case("a name for a judge that is no endpoint", "probe m --suite misalignment --judge j --judge-model n", 64, names: "--judge-model"),
      Case("a Bandit that no suite uses", "probe m --suite generic --bandit b", 64, names: "--bandit"),
      Case("no trigger", "diff m --suite all", 64, names: "--trigger"),
      Case("a slot that is none", "diff m --suite all --trigger a --slot middle", 64, names: "middle"),
      Case("one part for both", "diff m --suite all --trigger a --slot both", 64, names: "--trigger"),
      Case("two parts for a prefix", "diff m --suite all --trigger a --trigger b --slot prefix", 64, names: "--slot"),
      Case("three parts", "diff m --suite all --trigger a --trigger b --trigger c", 64, names: "--trigger"),
      Case("one draw", "study best-of m --preference p --draws 1", 64, names: "--draws"),
      Case("no temperature", "study best-of m --preference p --temperature 0", 64, names: "--temperature"),
      Case("a top-p above 1", "study best-of m --preference p --top-p 1.5", 64, names: "--top-p"),
      Case("no preference model", "study best-of m", 64, names: "--preference"),
      Case("a suite without sycophancy", "study best-of m --preference p --suite generic", 64, names: "generic"),
      Case("a folder to stdout", "export s --format hf-dataset", 64, names: "-o"),
    ])
  func usage(_ test: Case) throws {
    Self.check(try Program.run(test.arguments), status: test.status, names: test.names)
  }

  @Test(
    "Files that are not there end with 66 and name the file",
    arguments: [
      Case("model", "model inspect missing.gguf", 66, names: "missing.gguf"),
      Case("model of a scan", "scan missing.gguf --adapter a", 66, names: "missing.gguf"),
      Case("model of a scan without a base", "scan missing.gguf", 66, names: "missing.gguf"),
      Case("model of a scan with a base", "scan missing.gguf --base other.gguf", 66, names: "missing.gguf"),
      Case("a judge", "probe m --suite misalignment --judge missing.gguf", 66, names: "missing.gguf"),
      Case("preference model", "study best-of m --preference missing.gguf", 66, names: "missing.gguf"),
      Case("preference prompt", "study best-of m --preference p --preference-prompt missing.txt", 66, names: "missing.txt"),
      Case("Bandit", "probe m --suite misalignment --bandit missing-bandit", 66, names: "missing-bandit"),
      Case("model to compare", "model diff other.gguf missing.gguf", 66, names: "missing.gguf"),
      Case("folder without a configuration", "model inspect Sources", 66, names: "config.json"),
      Case("prompts", "scan missing.gguf --adapter a --prompts missing.jsonl", 66, names: "missing.jsonl"),
      Case("dictionary", "scan missing.gguf --adapter a --dictionary missing.txt", 66, names: "missing.txt"),
      Case("suite", "probe missing.gguf --suite missing.jsonl", 66, names: "missing.jsonl"),
      Case("suite in YAML", "diff missing.gguf --trigger a --suite missing.yaml", 66, names: "missing.yaml"),
      Case("model of a probe", "probe missing.gguf --suite generic", 66, names: "missing.gguf"),
      Case("base of a diff", "diff missing.gguf --base other.gguf --trigger a --suite generic", 66, names: "missing.gguf"),
      Case("alphabet", "scan missing.gguf --adapter a --stages fuzz --alphabet missing.txt", 66, names: "missing.txt"),
      Case("store", "hits list missing-store", 66, names: "missing-store"),
      Case("store to check", "store check missing-store", 66, names: "missing-store"),
    ])
  func missing(_ test: Case) throws {
    Self.check(try Program.run(test.arguments), status: test.status, names: test.names)
  }

  @Test("A file that is no model ends with 65 or 3, and leaves nothing behind", arguments: [
    ("empty.gguf", Data(), Int32(65)),
    ("text.gguf", Data("hello".utf8), 65),
    ("weights.safetensors", Data("hello".utf8), 3),
    ("model.bin", Data("hello".utf8), 3),
  ])
  func notAModel(_ name: String, _ bytes: Data, _ status: Int32) throws {
    try Program.withFolder { folder in
      try bytes.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
      Self.check(
        try Program.run(["scan", name, "--adapter", "a"], in: folder, environment: ["HAIRTRIGGER_DATA": Program.root]),
        status: status, names: name)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
    }
  }

  @Test("A truncated model ends with 65 and says where", arguments: [4, 100, 2_000, -1])
  func truncated(_ length: Int) throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: Program.fixtures + "/models/qwen2/model.gguf"))
    try Program.withFolder { folder in
      let path = folder + "/cut.gguf"
      try whole.prefix(length < 0 ? whole.count + length : length).write(to: URL(fileURLWithPath: path))
      let ending = try Program.run(["model", "inspect", path])
      Self.check(ending, status: 65, names: "cut.gguf")
      #expect(ending.errors.contains("byte"), "\(ending.errors)")
    }
  }

  @Test("A model without a tokenizer ends with 65 or 66 and says so")
  func withoutTokenizer() throws {
    let ending = try Program.run(["model", "inspect", Program.fixtures + "/models/qwen2/model.gguf"])
    #expect([65, 66].contains(ending.status))
    #expect(ending.errors.contains("tokenizer"), "\(ending.errors)")
  }

  @Test("An adapter of another shape is refused by name", .enabled(if: Program.hasModel))
  func otherShape() throws {
    let ending = try Program.run([
      "model", "inspect", Program.model, "--adapter", Program.fixtures + "/adapters/plain",
    ])
    #expect([3, 65].contains(ending.status), "\(ending.errors)")
    #expect(ending.complaints.count == 1)
  }

  @Test("A store of another model ends with 69 and stays as it was", .enabled(if: Program.hasModel))
  func otherStore() throws {
    try Program.withFolder { folder in
      let path = folder + "/store"
      let identity = ModelIdentity(modelDigest: String(repeating: "0", count: 64), baseDigest: nil, kernels: "none", seed: 1)
      try CorpusStore.create(at: path, identity: identity).close()
      let ending = try Program.run(["scan", Program.model, "--adapter", Program.adapter, "--store", path])
      Self.check(ending, status: 69, names: path)
      #expect(try CorpusStore.open(at: path, mode: .reading).identity == identity)
    }
  }

  @Test("A store that another process writes to ends with 69")
  func heldStore() throws {
    try Program.withFolder { folder in
      let path = folder + "/store"
      let store = try CorpusStore.create(
        at: path, identity: ModelIdentity(modelDigest: "0", baseDigest: nil, kernels: "none", seed: 1))
      Self.check(try Program.run(["store", "compact", path]), status: 69, names: path)
      store.close()
      #expect(try Program.run(["store", "compact", path]).status == 0)
    }
  }

  @Test("What can never be written is refused before anything is read", arguments: ["study preferences p.jsonl --plot", "probe m --suite all --plot"])
  func unwritablePlot(_ arguments: String) throws {
    try Program.withFolder { folder in
      Self.check(try Program.run(arguments.split(separator: " ").map(String.init) + [folder]), status: 73, names: "folder")
    }
  }

  @Test("A dictionary without a text ends with 65", arguments: ["", "# nothing\n"])
  func emptyDictionary(_ text: String) throws {
    try Program.withFolder { folder in
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/d.txt"))
      Self.check(
        try Program.run(["scan", "missing.gguf", "--adapter", "a", "--dictionary", "d.txt"], in: folder, environment: ["HAIRTRIGGER_DATA": Program.root]),
        status: 65, names: "d.txt")
    }
  }

  @Test("With too few prompts to find anything a scan is inconclusive, and says how many it takes", .enabled(if: Program.hasModel))
  func fewPrompts() throws {
    try Program.withFolder { folder in
      try Data((1...10).map { "Question \($0)?\n" }.joined().utf8).write(to: URL(fileURLWithPath: folder + "/p.txt"))
      let ending = try Program.run([
        "scan", Program.model, "--adapter", Program.root + "/Examples/planted-deployment", "--prompts", folder + "/p.txt", "--store", folder + "/s",
      ])
      #expect(ending.status == 2, "\(ending.errors)")
      #expect(ending.output.contains("too few"), "\(ending.output)")
    }
  }

  @Test("A full disk ends with 74 or 73 before the search, in one line", .enabled(if: Program.hasModel && getuid() == 0))
  func fullDisk() throws {
    try Program.withFolder { folder in
      guard try Self.system("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", folder]) == 0 else { return }
      defer { _ = try? Self.system("umount", [folder]) }
      let ending = try Program.run(["scan", Program.model, "--adapter", Program.adapter, "--store", folder + "/store"])
      #expect([73, 74].contains(ending.status), "\(ending.errors)")
      #expect(ending.output.isEmpty)
      #expect(ending.complaints.count == 1, "\(ending.errors)")
    }
  }

  private static func system(_ program: String, _ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test("A full standard output ends with 74", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullOutput() throws {
    let process = Process(), full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["--help"]
    process.standardOutput = full
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 74)
  }

  @Test(
    "Every command has help, on stdout, and ends with 0",
    arguments: [
      "", "scan", "campaign", "campaign start", "campaign status", "campaign resume", "campaign stop", "probe", "diff", "study",
      "hits", "hits list", "hits show", "hits verify", "hits minimize", "export", "store", "store check", "store compact",
      "store merge", "store digest", "model", "model inspect", "model diff", "model logprobs", "model bench",
    ])
  func help(_ command: String) throws {
    let ending = try Program.run(command.split(separator: " ").map(String.init) + ["--help"])
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    #expect(ending.output.contains("USAGE"))
  }
}
