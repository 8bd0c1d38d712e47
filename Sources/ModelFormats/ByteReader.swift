/// A cursor over a mapped file, little-endian. Every read checks that the bytes are there and names the field and
/// offset when they are not; no count from the file is trusted before the bytes behind it are.
struct ByteReader {
  let file: MappedFile
  private(set) var offset: Int
  let end: Int

  init(_ file: MappedFile, from offset: Int = 0) {
    self.file = file
    self.offset = min(max(0, offset), file.count)
    self.end = file.count
  }

  var remaining: Int { end - offset }

  /// An error at `offset`, by default where the cursor is.
  func error(
    _ kind: ModelFileError.Kind, _ field: String, _ problem: String, at offset: Int? = nil, advice: String? = nil
  ) -> ModelFileError {
    ModelFileError(kind, file: file.path, field: field, problem: problem, offset: offset ?? self.offset, advice: advice)
  }

  private mutating func take(_ count: Int, _ field: String) throws(ModelFileError) -> Range<Int> {
    guard count <= remaining else {
      throw error(
        .malformed, field, "needs \(count) bytes, \(remaining) are left", advice: "is the download complete?")
    }
    let range = offset..<(offset + count)
    offset = range.upperBound
    return range
  }

  mutating func integer<T: FixedWidthInteger & UnsignedInteger>(
    _ type: T.Type, _ field: String
  ) throws(ModelFileError) -> T {
    let range = try take(T.bitWidth / 8, field)
    return file.withBytes(range) { bytes in
      var value: T = 0
      for i in bytes.indices { value |= T(truncatingIfNeeded: bytes[i]) &<< T(truncatingIfNeeded: i &* 8) }
      return value
    }
  }

  /// A count of things that take at least `bytesEach` bytes in the rest of the file, which bounds it.
  mutating func count(_ field: String, bytesEach: Int) throws(ModelFileError) -> Int {
    let start = offset
    let value = try integer(UInt64.self, field)
    guard let count = Int(exactly: value), count <= remaining / bytesEach else {
      throw error(.malformed, field, "is \(value), more than the remaining \(remaining) bytes can hold", at: start)
    }
    return count
  }

  /// A 64-bit length and so many bytes of UTF-8, at most `limit`.
  mutating func string(_ field: String, limit: Int = .max) throws(ModelFileError) -> String {
    let start = offset
    let length = try integer(UInt64.self, field)
    guard let count = Int(exactly: length), count <= remaining else {
      throw error(.malformed, field, "is a text of \(length) bytes, but \(remaining) are left", at: start)
    }
    guard count <= limit else {
      throw error(.malformed, field, "is a text of \(count) bytes, \(limit) are allowed", at: start)
    }
    let range = try take(count, field)
    return file.withBytes(range) { bytes in
      // Token texts need not be UTF-8 by themselves; bytes that are not become U+FFFD.
      if let valid = try? UTF8Span(validating: bytes) { return String(copying: valid) }
      return String(decoding: bytes.bytesArray(), as: UTF8.self)
    }
  }

  /// A name: 1 to `limit` printable ASCII characters, and no step out of a folder.
  mutating func name(_ field: String, limit: Int) throws(ModelFileError) -> String {
    let start = offset
    let text = try string(field, limit: limit)
    guard !text.isEmpty else { throw error(.malformed, field, "is empty", at: start) }
    guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), !text.contains("..") else {
      throw error(.malformed, field, "is \"\(text)\", not a plain name", at: start)
    }
    return text
  }
}

extension Span where Element == UInt8 {
  /// The bytes as an array.
  func bytesArray() -> [UInt8] {
    [UInt8](capacity: count) { output in
      for i in indices { output.append(self[i]) }
    }
  }
}
