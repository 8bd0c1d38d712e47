// Bounds within which sizes are believed. They keep every product of sizes far from overflow and every loop over them
// short; no model comes near them.
extension ModelConfiguration {
  package enum Limits {
    package static let layers = 4_096
    package static let width = 1 << 20
    package static let heads = 1 << 14
    package static let headSize = 1 << 14
    package static let vocabulary = 1 << 25
    package static let contextLength = 1 << 40
  }

  /// Refuses sizes that contradict each other. The single fields are checked where they are read.
  func checked(file: String) throws(ModelFileError) -> ModelConfiguration {
    func refuse(_ field: String, _ problem: String) -> ModelFileError {
      ModelFileError(.malformed, file: file, field: field, problem: problem)
    }
    guard heads % keyValueHeads == 0 else {
      throw refuse("key-value heads", "\(heads) heads cannot be shared among \(keyValueHeads)")
    }
    guard headSize % 2 == 0 else { throw refuse("head size", "is \(headSize); rotation needs an even one") }
    guard normEpsilon < 1 else { throw refuse("norm epsilon", "is \(normEpsilon)") }
    return self
  }
}
