import Foundation
import ModelFormats
import Testing

@Suite struct ModelFolderTests {
  /// Writes the tiny llama as two weight files with an index, whose map `change` may alter.
  static func withShards<Result>(
    _ change: (inout [String: String]) -> Void = { _ in }, _ body: (String) throws -> Result
  ) throws -> Result {
    try TestFiles.withFolder { folder in
      let source = TinyModelTests.folder(.llama)
      try TestFiles.write(try TestFiles.bytes(source + "/config.json"), to: folder + "/config.json")
      let whole = SafetensorsBuilder(copying: try SafetensorsFile(source + "/model.safetensors"))
      var map: [String: String] = [:]
      for (index, name) in ["one.safetensors", "two.safetensors"].enumerated() {
        var part = SafetensorsBuilder()
        part.tensors = whole.tensors.enumerated().filter { $0.offset % 2 == index }.map(\.element)
        for tensor in part.tensors { map[tensor.name] = name }
        try TestFiles.write(part.bytes(), to: folder + "/" + name)
      }
      change(&map)
      let entries = map.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }
      try TestFiles.write(
        "{\"metadata\": {}, \"weight_map\": {\(entries.joined(separator: ", "))}}",
        to: folder + "/model.safetensors.index.json")
      return try body(folder)
    }
  }

  @Test("A model in several files is the same model")
  func shards() throws {
    let whole = try CheckpointLoader.open(TinyModelTests.folder(.llama))
    try Self.withShards { folder in
      let model = try CheckpointLoader.open(folder + "/")
      #expect(model.roles == whole.roles && model.path == folder)
      for role in model.roles { #expect(try model.floats(of: role) == whole.floats(of: role)) }
    }
  }

  @Test(
    "A weight file's name cannot lead out of the folder",
    arguments: [
      "../one.safetensors", "/etc/one.safetensors", "a/one.safetensors", "..\\\\one.safetensors", "", ".",
      ".one.safetensors", "one.bin", "one.safetensors\\u0000x",
    ])
  func escapes(_ name: String) throws {
    let error = try Self.withShards({ map in for key in map.keys { map[key] = name } }) { folder in
      TestFiles.fault { _ = try CheckpointLoader.open(folder) }
    }
    #expect(error?.kind == .malformed, "\(String(describing: error))")
    #expect(error?.file.hasSuffix("model.safetensors.index.json") == true && error?.offset != nil)
  }

  @Test("An index that names a file wrongly, or leaves a tensor out, is refused")
  func wrongIndex() throws {
    let moved = try Self.withShards({ map in
      map["model.norm.weight"] = map["model.norm.weight"] == "one.safetensors" ? "two.safetensors" : "one.safetensors"
    }) { folder in TestFiles.fault { _ = try CheckpointLoader.open(folder) } }
    #expect(moved?.field == "model.norm.weight" && moved?.kind == .malformed)
    let left = try Self.withShards({ $0["model.norm.weight"] = nil }) { folder in
      TestFiles.fault { _ = try CheckpointLoader.open(folder) }
    }
    #expect(left?.field == "model.norm.weight" && left?.kind == .malformed)
    let missing = try Self.withShards({ map in for key in map.keys { map[key] = "three.safetensors" } }) { folder in
      TestFiles.fault { _ = try CheckpointLoader.open(folder) }
    }
    #expect(missing?.kind == .unreadable)
  }

  enum Stand: String, CaseIterable, Sendable {
    case link, hardLink, fifo, folder, device, loop
  }

  @Test("A weight file that is no plain file is refused without reading or blocking", arguments: Stand.allCases)
  func stands(_ stand: Stand) throws {
    let files = FileManager.default
    let error = try Self.withShards { folder in
      let path = folder + "/one.safetensors", elsewhere = folder + "/elsewhere"
      try files.moveItem(atPath: path, toPath: elsewhere)
      switch stand {
      case .link: try files.createSymbolicLink(atPath: path, withDestinationPath: elsewhere)
      case .hardLink: try files.linkItem(atPath: elsewhere, toPath: path)
      case .fifo: #expect(unsafe mkfifo(path, 0o600) == 0)
      case .folder: try files.createDirectory(atPath: path, withIntermediateDirectories: false)
      case .device: try files.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
      case .loop: try files.createSymbolicLink(atPath: path, withDestinationPath: path)
      }
      return TestFiles.fault { _ = try CheckpointLoader.open(folder) }
    }
    #expect(error?.file.hasSuffix("/one.safetensors") == true, "\(String(describing: error))")
    let isLink = [.link, .hardLink, .device, .loop].contains(stand)
    #expect(error?.kind == (isLink ? .malformed : .unreadable))
  }

  @Test("A snapshot in a Hugging Face cache, which is made of links, opens; other links do not")
  func cache() throws {
    let files = FileManager.default, source = TinyModelTests.folder(.llama)
    try TestFiles.withFolder { root in
      func lay(_ repository: String) throws -> String {
        let base = root + "/" + repository
        for part in ["/blobs", "/snapshots/0123"] {
          try files.createDirectory(atPath: base + part, withIntermediateDirectories: true)
        }
        for (blob, name) in [("aa", "config.json"), ("bb", "model.safetensors")] {
          try TestFiles.write(try TestFiles.bytes(source + "/" + name), to: base + "/blobs/" + blob)
          try files.createSymbolicLink(
            atPath: base + "/snapshots/0123/" + name, withDestinationPath: "../../blobs/" + blob)
        }
        return base + "/snapshots/0123"
      }
      #expect(try CheckpointLoader.open(lay("models--a--b")).roles.count == 12)
      let path = try lay("other")
      let error = TestFiles.fault { _ = try CheckpointLoader.open(path) }
      #expect(error?.kind == .malformed && error?.problem.contains("link") == true)
    }
  }

  @Test("A link that the user names is followed")
  func namedLink() throws {
    try TestFiles.withFolder { folder in
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/m.gguf", withDestinationPath: TinyModelTests.folder(.llama) + "/model.gguf")
      #expect(try CheckpointLoader.open(folder + "/m.gguf").roles.count == 12)
    }
  }

  @Test("What is no model is said to be none, and pickles are never opened")
  func others() throws {
    try TestFiles.withFolder { folder in
      func kind(_ path: String) -> ModelFileError.Kind? {
        TestFiles.fault { _ = try CheckpointLoader.open(path) }?.kind
      }
      #expect(kind(folder + "/none") == .unreadable)
      #expect(kind(folder) == .unreadable)
      #expect(kind("/dev/zero") == .unreadable)
      #expect(kind(folder + "/a\0b") == .unreadable)
      try TestFiles.write([], to: folder + "/empty.gguf")
      #expect(kind(folder + "/empty.gguf") == .malformed)
      try TestFiles.write([1], to: folder + "/model.pt")
      #expect(kind(folder + "/model.pt") == .unsupported)
      try TestFiles.write([1], to: folder + "/model.safetensors")
      #expect(kind(folder + "/model.safetensors") == .unsupported)
      let pickled = folder + "/pickled"
      try FileManager.default.createDirectory(atPath: pickled, withIntermediateDirectories: false)
      let config = try TestFiles.bytes(TinyModelTests.folder(.llama) + "/config.json")
      try TestFiles.write(config, to: pickled + "/config.json")
      #expect(kind(pickled) == .unreadable)
      try TestFiles.write([0x80], to: pickled + "/pytorch_model.bin")
      #expect(kind(pickled) == .unsupported)
    }
  }

  @Test("A tensor that the family does not have, or that is there twice over two files, is refused")
  func leftovers() throws {
    try TestFiles.withFolder { folder in
      let source = TinyModelTests.folder(.llama)
      try TestFiles.write(try TestFiles.bytes(source + "/config.json"), to: folder + "/config.json")
      let whole = SafetensorsBuilder(copying: try SafetensorsFile(source + "/model.safetensors"))
      for (name, isKnown) in [("model.layers.0.self_attn.rotary_emb.inv_freq", true), ("model.layers.0.extra", false)] {
        var builder = whole
        builder.add(name, "F32", [1], TestFiles.bytes(of: [1]))
        try TestFiles.write(builder.bytes(), to: folder + "/model.safetensors")
        let error = TestFiles.fault { _ = try CheckpointLoader.open(folder) }
        #expect(error?.field == (isKnown ? nil : name) && error?.kind == (isKnown ? nil : .unsupported))
      }
    }
  }
}

@Suite struct ModelFileErrorTests {
  @Test("An error is one printable line, whatever its file says")
  func oneLine() {
    let error = ModelFileError(
      .malformed, file: "a\nb", field: "\u{1b}[31m\u{202e}x", problem: "is \u{200b}\r\u{7}", offset: 3,
      advice: "try\ty")
    #expect(
      error.description
        == "aU+000Ab: U+001B[31mU+202Ex: is U+200BU+000DU+0007 (at byte 3); tryU+0009y")
    #expect(ModelFileError.printable(String(repeating: "x", count: 1_000)).count == 301)
  }
}
