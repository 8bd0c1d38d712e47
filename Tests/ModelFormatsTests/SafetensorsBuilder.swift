import ModelFormats

/// Builds safetensors files, sound ones and, by replacing parts, broken ones.
struct SafetensorsBuilder {
  struct Tensor {
    var name: String
    var dtype: String
    var shape: [Int]
    var data: [UInt8]
  }

  var tensors: [Tensor] = []
  /// Written in place of the header that follows from the tensors.
  var header: String?
  /// Written in place of the header's true size.
  var headerSize: UInt64?

  init() {}

  init(copying file: SafetensorsFile) {
    for tensor in file.tensors {
      let data = file.mapped.withBytes(tensor.offset..<(tensor.offset + tensor.byteCount)) { span in
        span.indices.map { span[$0] }
      }
      add(tensor.name, tensor.dtype, tensor.shape, data)
    }
  }

  mutating func add(_ name: String, _ dtype: String, _ shape: [Int], _ data: [UInt8]) {
    tensors.append(Tensor(name: name, dtype: dtype, shape: shape, data: data))
  }

  func bytes() -> [UInt8] {
    var entries: [String] = []
    var data: [UInt8] = []
    for tensor in tensors {
      let end = data.count + tensor.data.count
      entries.append(
        "\"\(tensor.name)\":{\"dtype\":\"\(tensor.dtype)\",\"shape\":\(tensor.shape),"
          + "\"data_offsets\":[\(data.count),\(end)]}")
      data += tensor.data
    }
    let text = Array((header ?? "{" + entries.joined(separator: ",") + "}").utf8)
    let size = headerSize ?? UInt64(text.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: size >> ($0 * 8)) } + text + data
  }
}
