import Foundation
import ModelFormats

/// Results on stdout, everything else on stderr.
enum Output {
  /// Throws `CommandFault` where stdout cannot be written, such as on a full disk.
  static func write(_ text: String) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      throw CommandFault(ExitStatus.inputOutput, "standard output: cannot be written (\(error.localizedDescription))")
    }
  }

  /// A line on stderr; a stderr that cannot be written is no reason to stop.
  static func note(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8))
  }

  /// Writes a file whole or not at all; a device, such as /dev/stdout, is written as it is.
  static func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try requireWritable(path)
    let folder = url.deletingLastPathComponent(), kind = MappedFile.kind(of: path)
    if kind == .other { return try fill(url, with: text, path: path) }
    let manager = FileManager.default
    let temporary = folder.appendingPathComponent(".\(url.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).new")
    guard manager.createFile(atPath: temporary.path, contents: nil) else {
      throw CommandFault(ExitStatus.cannotCreate, "\(path): cannot be created; check the folder's permissions")
    }
    do {
      try fill(temporary, with: text, path: path)
      if kind == .regularFile {
        _ = try manager.replaceItemAt(url, withItemAt: temporary)
      } else {
        try manager.moveItem(at: temporary, to: url)
      }
    } catch {
      try? manager.removeItem(at: temporary)
      if error is CommandFault { throw error }
      throw CommandFault(ExitStatus.cannotCreate, "\(path): cannot be put in place (\(error.localizedDescription))")
    }
  }

  /// Throws where a file cannot be put: before the work, not after it. A device has rights of its own, whatever its folder's.
  static func requireWritable(_ path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path, kind = MappedFile.kind(of: path)
    guard MappedFile.kind(of: folder) == .folder else {
      throw CommandFault(ExitStatus.cannotCreate, "\(path): its folder does not exist")
    }
    if kind == .folder { throw CommandFault(ExitStatus.cannotCreate, "\(path): is a folder; name a file") }
    guard kind == .other || FileManager.default.isWritableFile(atPath: folder) else {
      throw CommandFault(ExitStatus.cannotCreate, "\(path): cannot be created; check the folder's permissions")
    }
  }

  private static func fill(_ url: URL, with text: String, path: String) throws {
    do {
      let handle = try FileHandle(forWritingTo: url)
      defer { try? handle.close() }
      try handle.write(contentsOf: Data(text.utf8))
      // Devices cannot be synchronised; files can, and a full disk may show only then.
      if MappedFile.kind(of: url.path) == .regularFile { try handle.synchronize() }
    } catch {
      throw CommandFault(ExitStatus.inputOutput, "\(path): cannot be written (\(error.localizedDescription))")
    }
  }
}
