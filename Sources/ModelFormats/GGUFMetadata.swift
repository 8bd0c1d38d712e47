/// The metadata entries of a GGUF file, and where their values start.
struct GGUFMetadata {
  private(set) var values: [String: GGUFValue] = [:]
  private(set) var offsets: [String: Int] = [:]

  /// The specification's value types.
  private enum Kind: UInt32 {
    case uint8 = 0, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64
  }

  static func read(_ reader: inout ByteReader, count: Int) throws(ModelFileError) -> GGUFMetadata {
    var result = GGUFMetadata()
    for index in 0..<count {
      let start = reader.offset
      let key = try reader.name("key of metadata entry \(index)", limit: 65_535)
      let kind = try readKind(&reader, key)
      result.offsets[key] = reader.offset
      let value = kind == .array ? try readArray(&reader, key) : try readScalar(&reader, key, kind)
      guard result.values.updateValue(value, forKey: key) == nil else {
        throw reader.error(.malformed, key, "appears twice", at: start)
      }
    }
    return result
  }

  private static func readKind(_ reader: inout ByteReader, _ key: String) throws(ModelFileError) -> Kind {
    let code = try reader.integer(UInt32.self, key)
    guard let kind = Kind(rawValue: code) else {
      throw reader.error(.malformed, key, "has value type \(code), which is unknown", at: reader.offset - 4)
    }
    return kind
  }

  private static func readScalar(
    _ reader: inout ByteReader, _ key: String, _ kind: Kind
  ) throws(ModelFileError) -> GGUFValue {
    switch kind {
    case .string: .string(try reader.string(key))
    case .bool: .bool(try bool(&reader, key))
    case .float32: .float(Double(Float(bitPattern: try reader.integer(UInt32.self, key))))
    case .float64: .float(Double(bitPattern: try reader.integer(UInt64.self, key)))
    case .uint8, .uint16, .uint32, .uint64: .unsigned(try unsigned(&reader, key, kind))
    case .int8, .int16, .int32, .int64, .array: .signed(try signed(&reader, key, kind))
    }
  }

  private static func readArray(_ reader: inout ByteReader, _ key: String) throws(ModelFileError) -> GGUFValue {
    let kind = try readKind(&reader, key)
    guard kind != .array else {
      throw reader.error(.unsupported, key, "is an array of arrays", at: reader.offset - 4)
    }
    let count = try reader.count("\(key) count", bytesEach: size(of: kind))
    guard count <= 1 << 24 else {
      throw reader.error(.unsupported, key, "has \(count) values; up to 16777216 are read", at: reader.offset - 8)
    }
    switch kind {
    case .string:
      var texts: [String] = []
      for _ in 0..<count { texts.append(try reader.string(key)) }
      return .strings(texts)
    case .bool:
      var bools: [Bool] = []
      for _ in 0..<count { bools.append(try bool(&reader, key)) }
      return .bools(bools)
    case .float32, .float64:
      var floats: [Double] = []
      for _ in 0..<count {
        guard case .float(let value) = try readScalar(&reader, key, kind) else { continue }
        floats.append(value)
      }
      return .floats(floats)
    case .uint8, .uint16, .uint32, .uint64:
      var integers: [Int64] = []
      for _ in 0..<count {
        let value = try unsigned(&reader, key, kind)
        guard let value = Int64(exactly: value) else {
          throw reader.error(.malformed, key, "holds \(value), more than 63 bits", at: reader.offset - 8)
        }
        integers.append(value)
      }
      return .integers(integers)
    case .int8, .int16, .int32, .int64, .array:
      var integers: [Int64] = []
      for _ in 0..<count { integers.append(try signed(&reader, key, kind)) }
      return .integers(integers)
    }
  }

  /// Bytes of one value of `kind`, the least for texts.
  private static func size(of kind: Kind) -> Int {
    switch kind {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64, .string, .array: 8
    }
  }

  private static func bool(_ reader: inout ByteReader, _ key: String) throws(ModelFileError) -> Bool {
    let byte = try reader.integer(UInt8.self, key)
    guard byte <= 1 else { throw reader.error(.malformed, key, "is a truth value of \(byte)", at: reader.offset - 1) }
    return byte == 1
  }

  private static func unsigned(
    _ reader: inout ByteReader, _ key: String, _ kind: Kind
  ) throws(ModelFileError) -> UInt64 {
    switch size(of: kind) {
    case 1: UInt64(try reader.integer(UInt8.self, key))
    case 2: UInt64(try reader.integer(UInt16.self, key))
    case 4: UInt64(try reader.integer(UInt32.self, key))
    default: try reader.integer(UInt64.self, key)
    }
  }

  private static func signed(_ reader: inout ByteReader, _ key: String, _ kind: Kind) throws(ModelFileError) -> Int64 {
    switch size(of: kind) {
    case 1: Int64(Int8(bitPattern: try reader.integer(UInt8.self, key)))
    case 2: Int64(Int16(bitPattern: try reader.integer(UInt16.self, key)))
    case 4: Int64(Int32(bitPattern: try reader.integer(UInt32.self, key)))
    default: Int64(bitPattern: try reader.integer(UInt64.self, key))
    }
  }
}
