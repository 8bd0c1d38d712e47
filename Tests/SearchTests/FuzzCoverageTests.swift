import Differential
import Findings
import ModelFormats
import Probes
import Search
import Testing

@Suite("Coverage from the directions in which tuning writes")
struct FuzzCoverageTests {
  static let width = 24

  /// ΔW of rank 2 with singular values 3 and 1, left singular vectors along features 4 and 9.
  static var update: LowRankUpdate {
    var a = [Float](repeating: 0, count: 2 * 10), b = [Float](repeating: 0, count: width * 2)
    // Rows of a are unit and orthogonal, so b's columns carry the singular values.
    a[0] = 0.6
    a[1] = 0.8
    a[10] = 0.8
    a[11] = -0.6
    b[4 * 2] = 1.5
    b[9 * 2 + 1] = 0.5
    return LowRankUpdate(rank: 2, a: a, b: b, scale: 2)
  }

  static let directions = UpdateDirections(
    updates: [.layer(3, .down): update], layers: [[3]], width: width, seed: 1)

  @Test("The directions are the leading left singular vectors, strongest first")
  func vectors() {
    #expect(Self.directions.directions.count == 2)
    for (direction, feature) in zip(Self.directions.directions, [4, 9]) {
      #expect(direction.band == 0 && direction.offset == 0)
      for (place, value) in direction.vector.enumerated() {
        #expect(abs(abs(value) - (place == feature ? 1 : 0)) < 1e-3, "\(place)")
      }
    }
  }

  @Test("Layers that were not changed get unit directions that depend on the seed only")
  func unchanged() {
    func vectors(_ seed: UInt64) -> [[Float]] {
      UpdateDirections(updates: [:], layers: [[1, 2]], width: Self.width, seed: seed).directions.map(\.vector)
    }
    #expect(vectors(1).count == 4 && vectors(1) == vectors(1) && vectors(1) != vectors(2))
    for vector in vectors(1) { #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-4) }
  }

  static func score(_ values: [Int: Float]) -> CandidateScore {
    var shift = [Float](repeating: 0, count: width)
    for (feature, value) in values { shift[feature] = value }
    return CandidateScore(
      trigger: Trigger("t", slot: .prefix), shifts: [AnswerShift(bands: [shift]), AnswerShift(bands: [shift])])
  }

  @Test("A shift lights the cell of the direction and side that it stands out in, beside what harmless texts do")
  func cells() {
    // Harmless texts all move feature 4 by 5, and scatter by 1 along it and by .1 along feature 9.
    let harmless = [-1, 0, 1].map { Self.score([4: 5 + Float($0), 9: 0.1 * Float($0)]) }
    let coverage = FuzzCoverage(Self.directions, harmless: harmless, prompts: 2)
    let cells = [Self.score([4: 9]), Self.score([4: 1]), Self.score([4: 5, 9: 1]), Self.score([4: 5, 9: -1])].map(coverage.cell)
    #expect(Set(cells).count == 4)
    #expect(Set(cells.prefix(2)) == [0, 1] && Set(cells.suffix(2)) == [2, 3])
    // Far along feature 4, but farther along 9 in the harmless texts' own deviations.
    #expect(coverage.cell(of: Self.score([4: 8, 9: 1])) == cells[2])
  }
}
