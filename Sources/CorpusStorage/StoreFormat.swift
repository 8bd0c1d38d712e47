/// The format's version, and the way from older ones.
enum StoreFormat {
  /// Grows with every change that an older program could misread.
  static let version = 1

  /// Names of the files in a store.
  static let manifestName = "store.json"
  static let lockName = "lock"
  static let indexName = "index.sqlite"
  static let tornName = "torn"

  static func generationName(_ generation: Int) -> String {
    "segments-\(generation)"
  }

  /// The generation that a folder's name says; nil for other names and for one still being written.
  static func generation(named name: String) -> Int? {
    guard name.hasPrefix("segments-") else { return nil }
    return Int(name.dropFirst("segments-".count))
  }

  static func segmentName(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".segment"
  }

  static func segmentNumber(named name: String) -> Int? {
    guard name.hasSuffix(".segment") else { return nil }
    return Int(name.dropLast(".segment".count))
  }

  /// The steps from older versions; there are none yet.
  static let migrations: StoreMigrations = [:]
}

/// Steps that each turn a store of one version (the key) into one of the next; opening for writing takes them in order.
package typealias StoreMigrations = [Int: @Sendable (StoreDirectory) throws(StoreError) -> Void]
