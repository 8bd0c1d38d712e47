internal import Glibc

/// The file system calls of a store, with bounds and errors checked here so that no pointer leaves this file.
///
/// Names are opened relative to an open folder, links are never followed, and descriptors do not reach child processes.
enum SystemCalls {
  /// A call's `errno`.
  struct Failure: Error {
    let number: Int32
    var isMissing: Bool { number == ENOENT }
    var isFull: Bool { number == ENOSPC || number == EDQUOT }
    var exists: Bool { number == EEXIST }
    var isBusy: Bool { number == EWOULDBLOCK }
    var isNoPlainFile: Bool { number == EINVAL || number == EISDIR || number == ENXIO }
    var isLink: Bool { number == ELOOP || number == ENOTDIR }

    var text: String {
      unsafe String(cString: strerror(number))
    }
  }

  enum Access {
    case read, readWrite
    /// A new file for reading and writing; an error where the name is taken.
    case create
    /// For reading and writing; made where there is none.
    case readWriteOrCreate
  }

  private static func check(_ result: Int32) throws(Failure) -> Int32 {
    if result < 0 { throw Failure(number: errno) }
    return result
  }

  static func makeDirectory(_ path: String, mode: UInt32) throws(Failure) {
    _ = try check(unsafe mkdir(path, mode))
  }

  static func makeDirectory(at folder: Int32, _ name: String) throws(Failure) {
    _ = try check(unsafe mkdirat(folder, name, 0o700))
  }

  static func openDirectory(_ path: String) throws(Failure) -> Int32 {
    try check(unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
  }

  static func openDirectory(at folder: Int32, _ name: String) throws(Failure) -> Int32 {
    try check(unsafe openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
  }

  /// Opens a regular file; a pipe or device is refused without waiting for it.
  static func openFile(at folder: Int32, _ name: String, _ access: Access) throws(Failure) -> Int32 {
    let mode: Int32 =
      switch access {
      case .read: O_RDONLY
      case .readWrite: O_RDWR
      case .create: O_RDWR | O_CREAT | O_EXCL
      case .readWriteOrCreate: O_RDWR | O_CREAT
      }
    let descriptor = try check(unsafe openat(folder, name, mode | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0o600))
    var information = stat()
    guard unsafe fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      _ = Glibc.close(descriptor)
      throw Failure(number: EINVAL)
    }
    return descriptor
  }

  static func close(_ descriptor: Int32) {
    _ = Glibc.close(descriptor)
  }

  static func size(_ descriptor: Int32) throws(Failure) -> Int {
    var information = stat()
    _ = try check(unsafe fstat(descriptor, &information))
    return Int(information.st_size)
  }

  static func inode(_ descriptor: Int32) throws(Failure) -> UInt64 {
    var information = stat()
    _ = try check(unsafe fstat(descriptor, &information))
    return UInt64(information.st_ino)
  }

  /// Up to `count` bytes at `offset`: fewer only at the file's end.
  static func read(_ descriptor: Int32, count: Int, offset: Int) throws(Failure) -> [UInt8] {
    guard count > 0, offset >= 0 else { return [] }
    var failure: Failure?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = 0
      while filled < count {
        guard let start = buffer.baseAddress else { return }
        let result = unsafe pread(descriptor, start + filled, count - filled, off_t(offset + filled))
        if result < 0 {
          if errno == EINTR { continue }
          failure = Failure(number: errno)
          return
        }
        if result == 0 { return }
        filled += result
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all of `bytes` at `offset`.
  static func write(_ descriptor: Int32, _ bytes: [UInt8], offset: Int) throws(Failure) {
    let failure: Failure? = unsafe bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return nil }
      var written = 0
      while written < buffer.count {
        let result = unsafe pwrite(descriptor, start + written, buffer.count - written, off_t(offset + written))
        if result < 0 {
          if errno == EINTR { continue }
          return Failure(number: errno)
        }
        if result == 0 { return Failure(number: EIO) }
        written += result
      }
      return nil
    }
    if let failure { throw failure }
  }

  /// Returns when the file, or the folder's list of names, is on the disk.
  ///
  /// After a failure the kernel may have dropped what was not written: never call again in the hope that it works.
  static func synchronize(_ descriptor: Int32) throws(Failure) {
    _ = try check(fsync(descriptor))
  }

  static func truncate(_ descriptor: Int32, to size: Int) throws(Failure) {
    _ = try check(ftruncate(descriptor, off_t(size)))
  }

  static func rename(at folder: Int32, _ name: String, to newName: String) throws(Failure) {
    _ = try check(unsafe renameat(folder, name, folder, newName))
  }

  static func remove(at folder: Int32, _ name: String) throws(Failure) {
    _ = try check(unsafe unlinkat(folder, name, 0))
  }

  static func removeDirectory(at folder: Int32, _ name: String) throws(Failure) {
    _ = try check(unsafe unlinkat(folder, name, AT_REMOVEDIR))
  }

  /// The names in a folder, sorted.
  static func names(in folder: Int32) throws(Failure) -> [String] {
    let copy = try check(unsafe openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    guard let stream = unsafe fdopendir(copy) else {
      let failure = Failure(number: errno)
      _ = Glibc.close(copy)
      throw failure
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Takes the exclusive lock of an open file, or fails at once where another open file has it.
  static func lock(_ descriptor: Int32) throws(Failure) {
    _ = try check(flock(descriptor, LOCK_EX | LOCK_NB))
  }

  /// Gives the lock back, whoever else has a copy of the descriptor.
  static func unlock(_ descriptor: Int32) {
    _ = flock(descriptor, LOCK_UN)
  }

  static var processIdentifier: Int32 { getpid() }
}
