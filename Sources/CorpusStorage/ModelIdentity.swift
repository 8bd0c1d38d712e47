/// Which model a store is about. Two stores are about the same thing when model and base are equal; kernels and seed
/// say how the evidence was made.
package struct ModelIdentity: Sendable, Codable, Equatable {
  package let modelDigest: String
  package let baseDigest: String?
  package let kernels: String
  package let seed: UInt64

  enum CodingKeys: String, CodingKey {
    case modelDigest = "model_digest"
    case baseDigest = "base_digest"
    case kernels, seed
  }

  package init(modelDigest: String, baseDigest: String?, kernels: String, seed: UInt64) {
    self.modelDigest = modelDigest
    self.baseDigest = baseDigest
    self.kernels = kernels
    self.seed = seed
  }

  package func isSameModel(as other: ModelIdentity) -> Bool {
    modelDigest == other.modelDigest && baseDigest == other.baseDigest
  }
}
