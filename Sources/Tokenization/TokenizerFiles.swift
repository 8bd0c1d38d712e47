internal import Foundation

/// Reads the JSON and text files of a model folder.
enum TokenizerFiles {
  /// The largest known tokenizer.json has 33 MB.
  static let largest = 128 << 20

  /// The bytes of a regular file; nil where there is none of that name.
  static func bytes(_ name: String, in folder: String) throws(TokenizerError) -> [UInt8]? {
    let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    // Links are followed: the Hugging Face cache is made of them.
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else { return nil }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw TokenizerError(.unreadable, file: path, field: "file", "it is not a regular file")
    }
    let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
    guard size <= largest else {
      throw TokenizerError(.malformed, file: path, field: "file", "it has \(size) bytes, over \(largest)")
    }
    guard let data = FileManager.default.contents(atPath: resolved) else {
      throw TokenizerError(.unreadable, file: path, field: "file", "it cannot be read")
    }
    return Array(data)
  }

  static func json(_ name: String, in folder: String) throws(TokenizerError) -> JSONNode? {
    guard let bytes = try bytes(name, in: folder) else { return nil }
    do {
      return try JSONReader.read(bytes)
    } catch {
      throw TokenizerError(.malformed, file: "\(folder)/\(name)", field: "byte \(error.offset)", error.problem)
    }
  }
}
