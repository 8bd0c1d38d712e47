#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A regular file, mapped read-only. The only file of this module with unsafe code: everything else sees checked spans.
///
/// A file that someone truncates while it is mapped ends the process (SIGBUS), as with every mapping.
package final class MappedFile: Sendable {
  /// How a symbolic link as the path's last part is treated.
  package enum Links: Sendable {
    /// The user named this path: links are followed.
    case follow
    /// The path is inside a folder that the user named: a link is followed only into a Hugging Face cache
    /// (`models--…/blobs/…`), whose snapshots consist of such links.
    case intoCache
    /// A file named this path: links are refused as above, and so are files that have a second name.
    case intoCacheOnce
  }

  package let path: String
  package let count: Int
  /// Address of the mapping, 0 when the file is empty. An integer, because pointers are not `Sendable`; the mapping
  /// is read-only and lives as long as this object.
  private let address: UInt

  /// Maps `path`. Refuses directories, FIFOs, sockets and devices without blocking on them.
  package init(_ path: String, links: Links = .follow) throws(ModelFileError) {
    if path.utf8.contains(0) {
      throw ModelFileError(.unreadable, file: path, problem: "a path cannot hold a NUL character")
    }
    var flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (links == .follow ? 0 : O_NOFOLLOW)
    var descriptor = unsafe open(path, flags)
    if descriptor < 0, errno == ELOOP, links != .follow {
      guard let target = Self.cacheTarget(of: path) else {
        throw ModelFileError(
          .malformed, file: path, problem: "is a symbolic link, and links inside a model's folder are not followed",
          advice: "put the file itself there")
      }
      flags |= O_NOFOLLOW
      descriptor = unsafe open(target, flags)
    }
    guard descriptor >= 0 else { throw ModelFileError(.unreadable, file: path, problem: Self.reason(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw ModelFileError(.unreadable, file: path, problem: Self.reason(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ModelFileError(.unreadable, file: path, problem: "is not a regular file")
    }
    if links == .intoCacheOnce, status.st_nlink > 1 {
      throw ModelFileError(
        .malformed, file: path, problem: "is a hard link to a file that has another name too", advice: "copy the file")
    }
    guard let size = Int(exactly: status.st_size), size >= 0 else {
      throw ModelFileError(.unreadable, file: path, problem: "has no usable size")
    }
    var base: UInt = 0
    if size > 0 {
      let mapping = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0)
      guard unsafe mapping != MAP_FAILED, let mapping = unsafe mapping else {
        throw ModelFileError(.unreadable, file: path, problem: "cannot be mapped: \(Self.reason(errno))")
      }
      base = UInt(bitPattern: mapping)
    }
    self.path = path
    self.count = size
    self.address = base
  }

  deinit {
    if count > 0 { unsafe munmap(UnsafeMutableRawPointer(bitPattern: address), count) }
  }

  /// Calls `body` with the bytes of `range`, which must lie within `0..<count` (our own fault otherwise).
  package func withBytes<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range outside the mapped file")
    guard let start = unsafe UnsafeRawPointer(bitPattern: address) else {
      return try body(Span<UInt8>())
    }
    let buffer = unsafe UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
    let bytes = unsafe Span<UInt8>(_unsafeBytes: buffer)
    return try body(bytes)
  }

  /// What lies at a path, links followed.
  package enum Kind: Sendable { case nothing, folder, regularFile, other }

  package static func kind(of path: String) -> Kind {
    var status = stat()
    guard !path.utf8.contains(0), unsafe stat(path, &status) == 0 else { return .nothing }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .regularFile
    default: return .other
    }
  }

  /// The file that a link leads to, if that is a blob of a Hugging Face cache.
  private static func cacheTarget(of path: String) -> String? {
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    let target = unsafe String(cString: resolved)
    let parts = target.split(separator: "/")
    guard parts.count >= 3, parts[parts.count - 2] == "blobs", parts[parts.count - 3].hasPrefix("models--") else {
      return nil
    }
    return target
  }

  private static func reason(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
