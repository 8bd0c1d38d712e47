/// One open file of a store; closed with its last reference.
final class StoreFile: Sendable {
  let descriptor: Int32
  /// For messages.
  let path: String

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit {
    SystemCalls.close(descriptor)
  }

  func size() throws(StoreError) -> Int {
    do { return try SystemCalls.size(descriptor) } catch { throw cannotRead(error) }
  }

  /// Up to `count` bytes at `offset`: fewer only at the end.
  func read(_ count: Int, at offset: Int) throws(StoreError) -> [UInt8] {
    do { return try SystemCalls.read(descriptor, count: count, offset: offset) } catch { throw cannotRead(error) }
  }

  func write(_ bytes: [UInt8], at offset: Int) throws(StoreError) {
    do { try SystemCalls.write(descriptor, bytes, offset: offset) } catch { throw cannotWrite(error, "write") }
  }

  func synchronize() throws(StoreError) {
    do { try SystemCalls.synchronize(descriptor) } catch { throw cannotWrite(error, "fsync") }
  }

  func truncate(to size: Int) throws(StoreError) {
    do { try SystemCalls.truncate(descriptor, to: size) } catch { throw cannotWrite(error, "truncate") }
  }

  private func cannotRead(_ failure: SystemCalls.Failure) -> StoreError {
    StoreError(.cannotRead, path: path, "read failed (\(failure.text)); check the disk")
  }

  private func cannotWrite(_ failure: SystemCalls.Failure, _ call: String) -> StoreError {
    failure.isFull
      ? StoreError(.diskFull, path: path, "no space left on the disk; free some, then resume")
      : StoreError(.cannotWrite, path: path, "\(call) failed (\(failure.text)); check the disk, then open the store again")
  }
}
