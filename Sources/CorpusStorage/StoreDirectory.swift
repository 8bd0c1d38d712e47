/// A store's folder, held open so that everything in it is reached without following a link. New files are readable by
/// their owner only.
package final class StoreDirectory: Sendable {
  package let path: String
  private let descriptor: Int32

  private init(path: String, descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    SystemCalls.close(descriptor)
  }

  /// Makes a new folder (0700), and the folders above it where missing; fails where something is there already.
  static func create(_ path: String) throws(StoreError) -> StoreDirectory {
    do {
      let components = path.split(separator: "/", omittingEmptySubsequences: true)
      let root = path.hasPrefix("/") ? "/" : ""
      for depth in 0..<max(0, components.count - 1) {
        do {
          try SystemCalls.makeDirectory(root + components[0...depth].joined(separator: "/"), mode: 0o755)
        } catch where error.exists {
          continue
        }
      }
      try SystemCalls.makeDirectory(path, mode: 0o700)
      let directory = StoreDirectory(path: path, descriptor: try SystemCalls.openDirectory(path))
      let parent = components.dropLast().joined(separator: "/")
      let above = try SystemCalls.openDirectory(parent.isEmpty && root.isEmpty ? "." : root + parent)
      defer { SystemCalls.close(above) }
      try SystemCalls.synchronize(above)
      return directory
    } catch {
      throw StoreError(
        error.isFull ? .diskFull : .cannotCreate, path: path, "cannot create the store (\(error.text)); choose another folder")
    }
  }

  static func open(_ path: String) throws(StoreError) -> StoreDirectory {
    do {
      return StoreDirectory(path: path, descriptor: try SystemCalls.openDirectory(path))
    } catch {
      throw StoreError(
        .missing, path: path,
        error.isLink ? "is a link or not a folder; name the store's folder itself" : "no store there (\(error.text))")
    }
  }

  func createSubdirectory(_ name: String) throws(StoreError) -> StoreDirectory {
    do { try SystemCalls.makeDirectory(at: descriptor, name) } catch { throw failure(error, name, "create") }
    return try subdirectory(name)
  }

  func subdirectory(_ name: String) throws(StoreError) -> StoreDirectory {
    do {
      let inner = try SystemCalls.openDirectory(at: descriptor, name)
      return StoreDirectory(path: path + "/" + name, descriptor: inner)
    } catch {
      throw failure(error, name, "open")
    }
  }

  func file(_ name: String, _ access: SystemCalls.Access) throws(StoreError) -> StoreFile {
    do {
      let file = try SystemCalls.openFile(at: descriptor, name, access)
      return StoreFile(descriptor: file, path: path + "/" + name)
    } catch {
      throw failure(error, name, "open")
    }
  }

  /// The whole of a small file.
  func contents(_ name: String, limit: Int) throws(StoreError) -> [UInt8] {
    let file = try file(name, .read)
    let size = try file.size()
    guard size <= limit else {
      throw StoreError(.malformed, path: file.path, "has \(size) bytes, more than the \(limit) that it may have")
    }
    return try file.read(size, at: 0)
  }

  /// Replaces a small file so that after a power cut either the old or the new one is there.
  package func replace(_ name: String, with bytes: [UInt8]) throws(StoreError) {
    let temporary = name + ".new"
    try removeIfPresent(temporary)
    let file = try file(temporary, .create)
    try file.write(bytes, at: 0)
    try file.synchronize()
    try rename(temporary, to: name)
    try synchronize()
  }

  func rename(_ name: String, to newName: String) throws(StoreError) {
    do { try SystemCalls.rename(at: descriptor, name, to: newName) } catch { throw failure(error, name, "rename") }
  }

  func removeIfPresent(_ name: String) throws(StoreError) {
    do {
      try SystemCalls.remove(at: descriptor, name)
    } catch where error.isMissing {
      return
    } catch {
      throw failure(error, name, "remove")
    }
  }

  /// Removes a folder of files.
  func removeSubdirectory(_ name: String) throws(StoreError) {
    let inner = try subdirectory(name)
    for each in try inner.names() { try inner.removeIfPresent(each) }
    do { try SystemCalls.removeDirectory(at: descriptor, name) } catch { throw failure(error, name, "remove") }
  }

  func names() throws(StoreError) -> [String] {
    do { return try SystemCalls.names(in: descriptor) } catch { throw failure(error, ".", "list") }
  }

  func synchronize() throws(StoreError) {
    do { try SystemCalls.synchronize(descriptor) } catch { throw failure(error, ".", "fsync") }
  }

  private func failure(_ failure: SystemCalls.Failure, _ name: String, _ action: String) -> StoreError {
    let file = path + "/" + name
    if failure.isLink || failure.isNoPlainFile {
      return StoreError(.malformed, path: file, "is a link or no plain file; take it out of the store")
    }
    let problem: StoreError.Problem =
      failure.isMissing ? .missing : failure.isFull ? .diskFull : action == "create" ? .cannotCreate : .cannotWrite
    return StoreError(problem, path: file, "cannot \(action) (\(failure.text))")
  }
}
