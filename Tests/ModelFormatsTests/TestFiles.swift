import Foundation
import ModelFormats

/// Paths of fixtures, and files that a test writes.
enum TestFiles {
  static let fixtures = String(#filePath.dropLast("TestFiles.swift".count)) + "Fixtures/"

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Little-endian single-precision numbers.
  static func floats(_ bytes: some Collection<UInt8>) -> [Float] {
    var result: [Float] = []
    var rest = bytes[...]
    while rest.count >= 4 {
      let bits = rest.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      result.append(Float(bitPattern: bits))
      rest = rest.dropFirst(4)
    }
    return result
  }

  static func bytes(of values: [Float]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } }
  }

  /// The checksum of zlib's `crc32`.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xffff_ffff
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
    }
    return ~sum
  }

  /// A new empty folder, gone after `body`.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "model-formats-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// Foundation's own way waits for the disk, which takes minutes over thousands of small files.
  static func write(_ bytes: [UInt8], to path: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: Data(bytes))
  }

  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// Seconds of processor time that this thread has used, which other work on the machine does not add to.
  static func threadSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// What opening says, or nil when it says nothing.
  static func fault(_ body: () throws -> Void) -> ModelFileError? {
    do {
      try body()
      return nil
    } catch {
      return error as? ModelFileError
    }
  }
}
