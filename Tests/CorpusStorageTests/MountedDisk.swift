import Foundation
import Testing

/// A small file system of its own, for disks that fill up and lose their power. Needs root; without, tests that use it end
/// early and say so.
final class MountedDisk: Sendable {
  let path: String
  private let folder: TemporaryFolder
  private let image: String?

  static let canCutPower = ["mkfs.ext4", "mount", "umount", "python3"].allSatisfy { Tool.path(of: $0) != nil }

  /// An ext4 in a file.
  init?(megabytes: Int) throws {
    folder = try TemporaryFolder()
    path = folder.path + "/disk"
    let image = folder.path + "/image"
    self.image = image
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try Data(count: megabytes << 20).write(to: URL(fileURLWithPath: image))
    guard try Tool.run("mkfs.ext4", "-q", "-F", image) == 0, try Tool.run("mount", "-o", "loop", image, path) == 0 else {
      print("no right to mount a disk: not tested")
      return nil
    }
  }

  /// A file system in memory.
  init?(memoryMegabytes: Int) throws {
    folder = try TemporaryFolder()
    path = folder.path + "/disk"
    image = nil
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    guard try Tool.run("mount", "-t", "tmpfs", "-o", "size=\(memoryMegabytes)m", "tmpfs", path) == 0 else {
      print("no right to mount a disk: not tested")
      return nil
    }
  }

  /// To be called when a test is over; files that are still open go on until they are closed.
  func unmount() {
    _ = try? Tool.run("umount", "-l", path)
  }

  /// From now on nothing reaches the disk: ext4's shutdown without flushing its journal. Returns the instant before it, in
  /// seconds since 1970.
  ///
  /// An fsync under way at that instant may still return success (its transaction is aborted, which the kernel takes for done),
  /// to a program that in truth would have no power to hear it: only what was acknowledged before counts.
  func cutPower() throws -> Double {
    let program = """
      import fcntl, os, struct, sys, time
      disk = os.open(sys.argv[1], os.O_RDONLY)
      open(sys.argv[2], 'w').write(repr(time.time()))
      fcntl.ioctl(disk, 0x8004587D, struct.pack('I', 2))
      """
    let time = folder.path + "/time"
    #expect(try Tool.run("python3", "-c", program, path, time) == 0)
    return try #require(Double(try String(contentsOfFile: time, encoding: .utf8)))
  }

  /// Mounts what did reach the disk.
  func mountAgain() throws {
    let image = try #require(image)
    #expect(try Tool.run("umount", path) == 0)
    #expect(try Tool.run("mount", "-o", "loop", image, path) == 0)
  }
}
