import Inference
import ModelFormats
import Statistics
import Testing

/// The randomised decomposition and the noise edge, against numpy (`recovery.json`).
@Suite struct SingularDirectionsTests {
  static let rows = UpdateRecoveryTests.rows, columns = UpdateRecoveryTests.columns
  static let matrix = UpdateRecoveryTests.base

  @Test("Asked for all, singular values are numpy's, and the directions make up the matrix")
  func whole() throws {
    var generator = SplitMix64(seed: 1)
    let found = try SingularDirections(
      leading: 1_000, of: Self.matrix, rows: Self.rows, columns: Self.columns, using: &generator)
    let expected = try UpdateRecoveryTests.goldens().baseSingularValues
    #expect(found.values.count == expected.count)
    for (value, wanted) in zip(found.values, expected) { #expect(abs(Double(value) - wanted) < 1e-4 * expected[0]) }
    let product = UpdateRecoveryTests.product(found.update(rank: Self.rows))
    #expect(zip(product, Self.matrix).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test("Asked for a few, the leading ones of a spectrum that falls off are exact", arguments: [(128, 160), (160, 128)])
  func leading(_ rows: Int, _ columns: Int) throws {
    var matrix = UpdateRecoveryTests.update
    if rows != Self.rows {
      matrix = (0..<rows * columns).map { UpdateRecoveryTests.update[$0 % columns * rows + $0 / columns] }
    }
    var generator = SplitMix64(seed: 1)
    let found = try SingularDirections(leading: 8, of: matrix, rows: rows, columns: columns, using: &generator)
    let golden = try #require(try UpdateRecoveryTests.goldens().cases.first { $0.type == "F32" })
    for (value, wanted) in zip(found.values.prefix(3), golden.singularValues) { #expect(abs(Double(value) - wanted) < 1e-3) }
    #expect(found.values.dropFirst(3).allSatisfy { $0 < 1e-4 })
    let rest = found.update(rank: 3).subtracted(from: matrix, rows: rows, columns: columns)
    #expect(rest.allSatisfy { abs($0) < 1e-5 })
  }

  @Test("The edge is where numpy's spectra of sign-flipped matrices end")
  func edge() throws {
    let golden = try UpdateRecoveryTests.goldens().edge
    for seed in [1, 2, 3] as [UInt64] {
      var generator = SplitMix64(seed: seed)
      let edge = try NoiseEdge.value(of: Self.matrix, rows: Self.rows, columns: Self.columns, using: &generator)
      #expect(abs(Double(edge) - golden) < 0.06 * golden, "\(edge) against \(golden)")
    }
  }

  @Test("A matrix of zeros, or none, has no directions", arguments: [(4, 3), (0, 3), (3, 0)])
  func nothing(_ rows: Int, _ columns: Int) throws {
    var generator = SplitMix64(seed: 1)
    let zeros = [Float](repeating: 0, count: rows * columns)
    let found = try SingularDirections(leading: 2, of: zeros, rows: rows, columns: columns, using: &generator)
    #expect(found.values.allSatisfy { $0 == 0 })
    #expect(try NoiseEdge.value(of: zeros, rows: rows, columns: columns, using: &generator) == 0)
  }
}
