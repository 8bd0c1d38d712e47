import Foundation
import ModelFormats
import Testing

@Suite struct CorruptSafetensorsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var kind: ModelFileError.Kind = .malformed
    var field: String
    var make: @Sendable (inout SafetensorsBuilder) -> Void
    var testDescription: String { name }
  }

  static func sound() -> SafetensorsBuilder {
    var result = SafetensorsBuilder()
    result.add("a", "F32", [2], TestFiles.bytes(of: [1, 2]))
    result.add("b", "F16", [2, 2], [0, 0x3c, 0, 0x40, 0, 0x42, 0, 0x44])
    return result
  }

  /// A header for 16 bytes of data, with one part replaced.
  static func header(_ a: String, _ b: String = #""b":{"dtype":"F16","shape":[2,2],"data_offsets":[8,16]}"#) -> String {
    "{\(a),\(b)}"
  }

  static let cases: [Case] = [
    Case(name: "header larger than the file", field: "header size") { $0.headerSize = 10_000 },
    Case(name: "header over 100 MB", field: "header size") { $0.headerSize = 100_000_001 },
    Case(name: "header of 2⁶⁴ − 1", field: "header size") { $0.headerSize = .max },
    Case(name: "header of 0", field: "header") { $0.headerSize = 0 },
    Case(name: "begin after end", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#)
    },
    Case(name: "negative begin", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}"#)
    },
    Case(name: "end beyond the file", field: "b") {
      $0.header = header(
        #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#,
        #""b":{"dtype":"F16","shape":[2,2],"data_offsets":[16,24]}"#)
    },
    Case(name: "end near 2⁶³", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}"#)
    },
    Case(name: "gap", field: "b") {
      $0.header = header(
        #""a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}"#)
    },
    Case(name: "overlap", field: "b") {
      $0.header = header(
        #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#,
        #""b":{"dtype":"F16","shape":[2,2],"data_offsets":[4,12]}"#)
    },
    Case(name: "bytes behind the last tensor", field: "data") {
      $0.header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
    },
    Case(name: "shape × dtype other than the bytes", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#)
    },
    Case(name: "shape that wraps", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}"#)
    },
    Case(name: "negative dimension", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}"#)
    },
    Case(name: "dimension with a fraction", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}"#)
    },
    Case(name: "duplicate key", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#)
        .replacing("\"b\"", with: "\"a\"")
    },
    Case(name: "duplicate key behind an escape", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#)
        .replacing("\"b\"", with: "\"\\u0061\"")
    },
    Case(name: "unknown dtype", kind: .unsupported, field: "a") {
      $0.header = header(#""a":{"dtype":"F13","shape":[2],"data_offsets":[0,8]}"#)
    },
    Case(name: "no dtype", field: "a") { $0.header = header(#""a":{"shape":[2],"data_offsets":[0,8]}"#) },
    Case(name: "no offsets", field: "a") { $0.header = header(#""a":{"dtype":"F32","shape":[2]}"#) },
    Case(name: "three offsets", field: "a") {
      $0.header = header(#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}"#)
    },
    Case(name: "path as a name", field: "../x") {
      $0.header = header(#""../x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#)
    },
    Case(name: "NUL in a name", field: "a\0") {
      $0.header = header(#""a\u0000":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#)
    },
    Case(name: "metadata that is no text", field: "__metadata__.n") {
      $0.header = header(#""__metadata__":{"n":1}"#)
    },
    Case(name: "no object", field: "header") { $0.header = "[1, 2]" },
    Case(name: "not JSON", field: "JSON") { $0.header = "{\"a\": }" },
    Case(name: "nested 1,000 deep", field: "JSON") {
      $0.header = "{\"a\":" + String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000) + "}"
    },
  ]

  @Test("A sound file opens, in order of its data")
  func control() throws {
    try TestFiles.withFolder { folder in
      try TestFiles.write(Self.sound().bytes(), to: folder + "/w.safetensors")
      let file = try SafetensorsFile(folder + "/w.safetensors")
      #expect(file.tensors.map(\.name) == ["a", "b"])
      #expect(file.tensors.map(\.type) == [.f32, .f16])
    }
  }

  @Test("A corrupt file is refused with the field at fault and its offset", arguments: cases)
  func refuses(_ entry: Case) throws {
    var builder = Self.sound()
    entry.make(&builder)
    let bytes = builder.bytes()
    let fault = try TestFiles.withFolder { folder in
      try TestFiles.write(bytes, to: folder + "/w.safetensors")
      return TestFiles.fault { _ = try SafetensorsFile(folder + "/w.safetensors") }
    }
    let error = try #require(fault)
    #expect(error.kind == entry.kind && error.field == entry.field, "\(error)")
    let offset = try #require(error.offset, "\(error)")
    #expect((0...bytes.count).contains(offset))
  }

  @Test("Bytes in a name that are not UTF-8 are refused")
  func notUTF8() throws {
    var bytes = Self.sound().bytes()
    let place = try #require(bytes.firstIndex(of: UInt8(ascii: "a")))
    bytes[place] = 0xff
    let error = try TestFiles.withFolder { folder in
      try TestFiles.write(bytes, to: folder + "/w.safetensors")
      return TestFiles.fault { _ = try SafetensorsFile(folder + "/w.safetensors") }
    }
    #expect(error?.kind == .malformed && error?.offset == place - 1)
  }

  @Test("A hundred thousand tensors open within a second of processor time")
  func many() throws {
    var builder = SafetensorsBuilder()
    let entries = (0..<100_000).map { "\"t\($0)\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[\($0),\($0 + 1)]}" }
    builder.header = "{" + entries.joined(separator: ",") + "}"
    let bytes = builder.bytes() + [UInt8](repeating: 0, count: 100_000)
    try TestFiles.withFolder { folder in
      try TestFiles.write(bytes, to: folder + "/w.safetensors")
      let start = TestFiles.threadSeconds()
      #expect(try SafetensorsFile(folder + "/w.safetensors").tensors.count == 100_000)
      #expect(TestFiles.threadSeconds() - start < 1)
    }
  }

  @Test("A file cut off at any byte is refused, and nothing traps")
  func truncation() throws {
    let bytes = Self.sound().bytes()
    try TestFiles.withFolder { folder in
      for count in 0..<bytes.count {
        try TestFiles.write(Array(bytes[..<count]), to: folder + "/w.safetensors")
        #expect(TestFiles.fault { _ = try SafetensorsFile(folder + "/w.safetensors") }?.kind == .malformed, "\(count)")
      }
    }
  }

  @Test("A file with any byte changed opens or is refused, and nothing traps")
  func mutation() throws {
    var bytes = try TestFiles.bytes(TestFiles.fixtures + "adapters/plain/adapter_model.safetensors")
    let base = try LoRAAdapterTests.base(.llama)
    try AdapterRefusalTests.withAdapter([:]) { folder in
      var refused = 0
      for i in bytes.indices {
        bytes[i] ^= 0x41
        try TestFiles.write(bytes, to: folder + "/adapter_model.safetensors")
        if TestFiles.fault({ _ = try LoRAAdapter.open(folder, for: base) }) != nil { refused += 1 }
        bytes[i] ^= 0x41
      }
      #expect(refused > 1_000)
    }
  }
}
