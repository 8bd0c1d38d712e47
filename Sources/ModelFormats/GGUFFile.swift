/// A GGUF file's header: metadata and where its tensors lie. Versions 2 and 3, little-endian.
/// Specification: `docs/gguf.md` of ggml. Everything is checked here: names, shapes, bounds, alignment, overlaps.
package final class GGUFFile: Sendable {
  package struct Tensor: Sendable, Equatable {
    package let name: String
    package let type: TensorType
    /// [rows, columns] or [n]: GGUF's dimensions the other way round. Up to four.
    package let shape: [Int]
    /// Byte offset in the file.
    package let offset: Int
    package let byteCount: Int
    /// Where its header entry starts, for messages.
    package let entryOffset: Int
  }

  package let mapped: MappedFile
  package let version: Int
  package let alignment: Int
  package let metadata: [String: GGUFValue]
  /// In the file's order.
  package let tensors: [Tensor]
  private let indexByName: [String: Int]
  private let valueOffsets: [String: Int]

  package var path: String { mapped.path }

  package init(_ path: String, links: MappedFile.Links = .follow) throws(ModelFileError) {
    let file = try MappedFile(path, links: links)
    var reader = ByteReader(file)
    self.mapped = file
    self.version = try Self.readVersion(&reader)
    // A tensor's entry takes at least 32 bytes, a metadata entry 13.
    let tensorCount = try reader.count("tensor_count", bytesEach: 32)
    let entryCount = try reader.count("metadata_kv_count", bytesEach: 13)
    let header = try GGUFMetadata.read(&reader, count: entryCount)
    self.metadata = header.values
    self.valueOffsets = header.offsets
    self.alignment = try Self.alignment(header, file)
    self.tensors = try Self.readTensors(&reader, count: tensorCount, alignment: alignment)
    var index: [String: Int] = [:]
    for (i, tensor) in tensors.enumerated() {
      guard index.updateValue(i, forKey: tensor.name) == nil else {
        throw reader.error(.malformed, tensor.name, "names two tensors", at: tensor.entryOffset)
      }
    }
    self.indexByName = index
    try Self.refuseOverlaps(tensors, file)
  }

  package func tensor(named name: String) -> Tensor? {
    indexByName[name].map { tensors[$0] }
  }

  /// Where the value of `key` starts in the file.
  package func offset(ofKey key: String) -> Int? { valueOffsets[key] }

  private static func readVersion(_ reader: inout ByteReader) throws(ModelFileError) -> Int {
    let magic = try reader.integer(UInt32.self, "magic")
    guard magic == 0x4655_4747 else {
      let swapped = magic == 0x4747_5546
      throw reader.error(
        swapped ? .unsupported : .malformed, "magic", swapped ? "is byte-swapped" : "is not GGUF", at: 0,
        advice: "a GGUF file or a Hugging Face folder is expected")
    }
    let version = try reader.integer(UInt32.self, "version")
    switch version {
    case 2, 3: return Int(version)
    case 0: throw reader.error(.malformed, "version", "is 0", at: 4)
    case 1: throw reader.error(.unsupported, "version", "is 1", at: 4, advice: "convert the model to version 3")
    case _ where version & 0xffff == 0:
      throw reader.error(
        .unsupported, "version", "is byte-swapped: a big-endian file", at: 4, advice: "convert it to little-endian")
    default:
      throw reader.error(.unsupported, "version", "is \(version); versions 2 and 3 are known", at: 4)
    }
  }

  private static func alignment(_ header: GGUFMetadata, _ file: MappedFile) throws(ModelFileError) -> Int {
    let key = "general.alignment"
    guard let value = header.values[key] else { return 32 }
    func refuse(_ problem: String) -> ModelFileError {
      ModelFileError(.malformed, file: file.path, field: key, problem: problem, offset: header.offsets[key])
    }
    guard case .unsigned(let number) = value else { throw refuse("is not an unsigned number") }
    guard number > 0, number & (number - 1) == 0, number <= 1 << 20 else {
      throw refuse("is \(number); a power of two up to 1048576 is expected")
    }
    return Int(number)
  }

  private static func readTensors(
    _ reader: inout ByteReader, count: Int, alignment: Int
  ) throws(ModelFileError) -> [Tensor] {
    var entries: [(name: String, type: TensorType, shape: [Int], bytes: Int, relative: UInt64, start: Int)] = []
    for index in 0..<count {
      let start = reader.offset
      let name = try reader.name("name of tensor \(index)", limit: 64)
      let dimensions = try reader.integer(UInt32.self, name)
      guard (1...4).contains(dimensions) else {
        throw reader.error(.malformed, name, "has \(dimensions) dimensions; 1 to 4 are allowed", at: reader.offset - 4)
      }
      var shape: [Int] = []
      var elements = 1
      for _ in 0..<dimensions {
        let size = try reader.integer(UInt64.self, name)
        guard let size = Int(exactly: size), size > 0 else {
          throw reader.error(.malformed, name, "has a dimension of \(size)", at: reader.offset - 8)
        }
        let (product, overflow) = elements.multipliedReportingOverflow(by: size)
        guard !overflow else {
          throw reader.error(.malformed, name, "has more elements than can be counted", at: reader.offset - 8)
        }
        elements = product
        shape.insert(size, at: 0)
      }
      let code = try reader.integer(UInt32.self, name)
      guard let type = TensorType(rawValue: code) else {
        throw reader.error(
          .unsupported, name, "has type \(code), which is unknown", at: reader.offset - 4,
          advice: "requantise the model to a type in use, such as Q8_0")
      }
      guard let rowBytes = type.rowBytes(columns: shape[shape.count - 1]) else {
        throw reader.error(
          .malformed, name, "has rows of \(shape[shape.count - 1]); \(type.name) needs a multiple of \(type.blockSize)",
          at: start)
      }
      let (bytes, overflow) = (elements / shape[shape.count - 1]).multipliedReportingOverflow(by: rowBytes)
      guard !overflow else { throw reader.error(.malformed, name, "has more bytes than can be counted", at: start) }
      let relative = try reader.integer(UInt64.self, name)
      guard relative % UInt64(alignment) == 0 else {
        throw reader.error(
          .malformed, name, "starts at \(relative), not a multiple of the alignment \(alignment)",
          at: reader.offset - 8)
      }
      entries.append((name, type, shape, bytes, relative, start))
    }
    return try place(entries, reader, alignment)
  }

  private static func place(
    _ entries: [(name: String, type: TensorType, shape: [Int], bytes: Int, relative: UInt64, start: Int)],
    _ reader: ByteReader, _ alignment: Int
  ) throws(ModelFileError) -> [Tensor] {
    let data = (reader.offset + alignment - 1) / alignment * alignment
    var tensors: [Tensor] = []
    tensors.reserveCapacity(entries.count)
    for entry in entries {
      guard data <= reader.end, let relative = Int(exactly: entry.relative), relative <= reader.end - data,
        entry.bytes <= reader.end - data - relative
      else {
        throw reader.error(
          .malformed, entry.name,
          "has \(entry.bytes) bytes at \(entry.relative) of the data, which end beyond the file's \(reader.end) bytes",
          at: entry.start, advice: "is the download complete?")
      }
      tensors.append(
        Tensor(
          name: entry.name, type: entry.type, shape: entry.shape, offset: data + relative, byteCount: entry.bytes,
          entryOffset: entry.start))
    }
    return tensors
  }

  private static func refuseOverlaps(_ tensors: [Tensor], _ file: MappedFile) throws(ModelFileError) {
    let sorted = tensors.sorted { $0.offset < $1.offset }
    for (first, second) in zip(sorted, sorted.dropFirst()) where first.offset + first.byteCount > second.offset {
      throw ModelFileError(
        .malformed, file: file.path, field: second.name, problem: "overlaps \(first.name)",
        offset: second.entryOffset)
    }
  }
}
