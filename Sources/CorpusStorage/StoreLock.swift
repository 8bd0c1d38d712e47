/// The writer's lock on a store, held as long as this lives.
final class StoreLock: Sendable {
  private let file: StoreFile

  /// Takes the lock of an open file, or fails at once where another holds it.
  init(_ file: StoreFile) throws(SystemCalls.Failure) {
    try SystemCalls.lock(file.descriptor)
    self.file = file
  }

  /// Closing the file alone would leave the lock with a child process that is started just now and still has a copy of it.
  deinit {
    SystemCalls.unlock(file.descriptor)
  }
}
