/// A safetensors file's header: its tensors, checked against the file. Format: the safetensors README; limits and
/// refusals are those of its Rust reader (header ≤ 100 MB, no gaps, no overlaps, no duplicate names).
package final class SafetensorsFile: Sendable {
  package struct Tensor: Sendable, Equatable {
    package let name: String
    /// As written, such as `BF16`.
    package let dtype: String
    package let shape: [Int]
    /// Byte offset in the file.
    package let offset: Int
    package let byteCount: Int
    /// Where its header entry starts, for messages.
    package let entryOffset: Int

    /// The type as `Dequantizing` knows it; nil for all but F32, F16 and BF16.
    package var type: TensorType? {
      switch dtype {
      case "F32": .f32
      case "F16": .f16
      case "BF16": .bf16
      default: nil
      }
    }
  }

  package let mapped: MappedFile
  /// By offset in the file.
  package let tensors: [Tensor]
  package let metadata: [String: String]

  package var path: String { mapped.path }

  private static let largestHeader = 100_000_000
  /// Bits of one number of each dtype that the format has.
  private static let bits: [String: Int] = [
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32, "I64": 64, "U64": 64, "F64": 64,
    "C64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
  ]

  package init(_ path: String, links: MappedFile.Links = .follow) throws(ModelFileError) {
    let file = try MappedFile(path, links: links)
    var reader = ByteReader(file)
    let size = try reader.integer(UInt64.self, "header size")
    guard let length = Int(exactly: size), length <= Self.largestHeader else {
      throw reader.error(.malformed, "header size", "is \(size); at most \(Self.largestHeader) is allowed", at: 0)
    }
    guard length <= reader.remaining else {
      throw reader.error(
        .malformed, "header size", "is \(length), but \(reader.remaining) bytes follow", at: 0,
        advice: "is the download complete?")
    }
    let bytes = file.withBytes(8..<(8 + length)) { $0.bytesArray() }
    guard bytes.first == UInt8(ascii: "{"),
      case .object(let header) = try JSONReader.read(bytes, file: path, base: 8)
    else {
      throw reader.error(.malformed, "header", "does not hold a JSON object", at: 8)
    }
    let data = 8 + length
    var tensors: [Tensor] = []
    tensors.reserveCapacity(header.members.count)
    var metadata: [String: String] = [:]
    for member in header.members {
      if member.key == "__metadata__" {
        metadata = try Self.metadata(member, path)
      } else {
        tensors.append(try Self.tensor(member, path, data: data, end: file.count))
      }
    }
    tensors.sort { ($0.offset, $0.byteCount) < ($1.offset, $1.byteCount) }
    var next = data
    for tensor in tensors {
      guard tensor.offset == next else {
        throw ModelFileError(
          .malformed, file: path, field: tensor.name,
          problem: tensor.offset < next ? "overlaps the tensor before it" : "leaves a gap before it",
          offset: tensor.entryOffset)
      }
      next += tensor.byteCount
    }
    guard next == file.count else {
      throw ModelFileError(
        .malformed, file: path, field: "data", problem: "\(file.count - next) bytes belong to no tensor", offset: next)
    }
    self.mapped = file
    self.tensors = tensors
    self.metadata = metadata
  }

  private static func metadata(_ member: JSONObject.Member, _ path: String) throws(ModelFileError) -> [String: String] {
    guard case .object(let object) = member.value else {
      throw ModelFileError(
        .malformed, file: path, field: member.key, problem: "is not an object", offset: member.offset)
    }
    var result: [String: String] = [:]
    for entry in object.members {
      guard case .string(let text) = entry.value else {
        throw ModelFileError(
          .malformed, file: path, field: "__metadata__.\(entry.key)", problem: "is not a text", offset: entry.offset)
      }
      result[entry.key] = text
    }
    return result
  }

  private static func tensor(
    _ member: JSONObject.Member, _ path: String, data: Int, end: Int
  ) throws(ModelFileError) -> Tensor {
    let name = member.key
    func refuse(
      _ problem: String, _ kind: ModelFileError.Kind = .malformed, at offset: Int? = nil
    ) -> ModelFileError {
      ModelFileError(kind, file: path, field: name, problem: problem, offset: offset ?? member.offset)
    }
    guard !name.isEmpty, name.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), !name.contains("..") else {
      throw refuse("is not a plain name")
    }
    guard case .object(let entry) = member.value else { throw refuse("is not described by an object") }
    guard case .string(let dtype)? = entry["dtype"] else { throw refuse("has no dtype") }
    guard let bits = bits[dtype] else { throw refuse("has dtype \(dtype), which is unknown", .unsupported) }
    guard case .array(let sizes)? = entry["shape"] else { throw refuse("has no shape") }
    var shape: [Int] = []
    var total = bits
    for size in sizes {
      guard case .integer(let size) = size, size >= 0 else { throw refuse("has a dimension that is no size") }
      let (product, overflow) = total.multipliedReportingOverflow(by: size)
      guard !overflow else { throw refuse("has more numbers than can be counted") }
      total = product
      shape.append(size)
    }
    guard total % 8 == 0 else { throw refuse("does not fill whole bytes") }
    guard let offsets = entry.member("data_offsets"), case .array(let pair) = offsets.value, pair.count == 2,
      case .integer(let begin) = pair[0], case .integer(let finish) = pair[1], begin >= 0
    else { throw refuse("has no pair of data_offsets") }
    guard begin <= finish else { throw refuse("begins at \(begin) and ends at \(finish)", at: offsets.offset) }
    guard finish <= end - data else {
      throw refuse("ends at byte \(finish) of \(end - data) bytes of data", at: offsets.offset)
    }
    guard finish - begin == total / 8 else {
      throw refuse("has \(finish - begin) bytes; shape and dtype need \(total / 8)", at: offsets.offset)
    }
    return Tensor(
      name: name, dtype: dtype, shape: shape, offset: data + begin, byteCount: total / 8, entryOffset: member.offset)
  }
}
