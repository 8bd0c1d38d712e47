/// A folder that the user named, and files inside it. No name leads out of it.
package struct ModelFolder: Sendable {
  package let path: String

  package init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  package func path(of name: String) -> String { path == "/" ? "/\(name)" : "\(path)/\(name)" }

  package func has(_ name: String) -> Bool { MappedFile.kind(of: path(of: name)) != .nothing }

  /// A small JSON file of a fixed name.
  package func object(_ name: String) throws(ModelFileError) -> JSONObject {
    try JSONReader.readObject(path(of: name), links: .intoCache)
  }

  package func safetensors(_ name: String) throws(ModelFileError) -> SafetensorsFile {
    try SafetensorsFile(path(of: name), links: .intoCache)
  }

  /// A safetensors file whose name `source` gave, in `field`: a plain file name.
  func shard(_ name: String, namedBy source: String, field: String, offset: Int?) throws(ModelFileError)
    -> SafetensorsFile
  {
    guard !name.isEmpty, !name.contains("/"), !name.contains("\\"), !name.hasPrefix("."), !name.utf8.contains(0),
      name.hasSuffix(".safetensors")
    else {
      throw ModelFileError(
        .malformed, file: source, field: field,
        problem: "names the file \"\(name)\"; a plain name that ends in .safetensors is expected", offset: offset)
    }
    return try SafetensorsFile(path(of: name), links: .intoCacheOnce)
  }
}
