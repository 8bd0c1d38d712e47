import ModelFormats

/// Reads the JSON and text files of a model folder.
enum TokenizerFiles {
  /// The largest known tokenizer.json has 33 MB.
  static let largest = 128 << 20

  /// The text of a file; nil where there is none of that name.
  static func text(_ name: String, in folder: String) throws(TokenizerError) -> String? {
    let folder = ModelFolder(folder)
    guard folder.has(name) else { return nil }
    let path = folder.path(of: name)
    let bytes: [UInt8]
    do throws(ModelFileError) {
      let file = try MappedFile(path, links: .intoCache)
      guard file.count <= largest else {
        throw ModelFileError(.malformed, file: path, problem: "has \(file.count) bytes; at most \(largest) are read")
      }
      bytes = file.withBytes(0..<file.count) { span in
        [UInt8](capacity: span.count) { output in
          for index in span.indices { output.append(span[index]) }
        }
      }
    } catch {
      throw TokenizerError(error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TokenizerError(.malformed, file: path, field: "file", "it is not UTF-8")
    }
    return text
  }

  /// The object in a file; nil where there is none of that name.
  static func json(_ name: String, in folder: String) throws(TokenizerError) -> JSONValue? {
    let folder = ModelFolder(folder)
    guard folder.has(name) else { return nil }
    do throws(ModelFileError) {
      return .object(try JSONReader.readObject(folder.path(of: name), links: .intoCache, limit: largest))
    } catch {
      throw TokenizerError(error)
    }
  }
}

extension TokenizerError {
  init(_ error: ModelFileError) {
    let kind: Kind =
      switch error.kind {
      case .unreadable: .unreadable
      case .unsupported: .unsupported
      case .malformed, .defective: .malformed
      }
    let place = error.offset.map { "byte \($0)" }
    let field = error.field.isEmpty ? place ?? "file" : error.field + (place.map { " at \($0)" } ?? "")
    self.init(kind, file: error.file, field: field, error.problem)
  }
}
