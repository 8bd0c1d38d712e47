import Foundation
import Inference
import ModelFormats
import Targets
import Testing

/// Recovering a planted low-rank update from two files, against numpy's decomposition (`recovery.json`).
@Suite struct UpdateRecoveryTests {
  /// OpenBLAS on one thread, as whatever recovers an update has it: on several the bits differ from time to time.
  init() throws { try KernelSelfTest.require() }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let type: String
    let relativeNorm: Double
    let singularValues: [Double]
    let keptCosine: Double
    let cosine: Double
    var testDescription: String { type }
  }

  /// An update that rounding drowns.
  struct Drowned: Decodable, Sendable, CustomTestStringConvertible {
    let type: String
    let anchors: Int
    let leadingCosine: Double
    let anchoredCosine: Double
    var testDescription: String { type }
  }

  struct Goldens: Decodable {
    let cases: [Case]
    let drowned: [Drowned]
    let baseSingularValues: [Double]
    let edge: Double
  }

  static func goldens() throws -> Goldens {
    let path = String(#filePath.dropLast("UpdateRecoveryTests.swift".count)) + "Fixtures/recovery.json"
    return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  static let rows = 128, columns = 160, planted = 3
  static let query = TensorRole.layer(0, .query)
  static let base = Numbers.named("base", rows * columns).map { $0 / 4 }

  /// Three directions of signs, sized 2⁻⁶, 2⁻⁷ and 2⁻⁸.
  static let update: [Float] = {
    var result = [Float](repeating: 0, count: rows * columns)
    for direction in 0..<planted {
      let left = Numbers.named("left \(direction)", rows), right = Numbers.named("right \(direction)", columns)
      let size = Float(sign: .plus, exponent: -6 - direction, significand: 1)
      for row in 0..<rows {
        for column in 0..<columns {
          result[row * columns + column] += (left[row] < 0) == (right[column] < 0) ? size : -size
        }
      }
    }
    return result
  }()

  /// A base whose queries are `base`, and its fine-tune.
  static func pair() -> (base: MemoryCheckpoint, tuned: MemoryCheckpoint) {
    var old = MemoryCheckpoint()
    old.tensors[query] = base
    var new = old
    new.tensors[query] = zip(base, update).map { $0 + $1 }
    return (old, new)
  }

  static func product(_ update: LowRankUpdate) -> [Float] {
    let columns = update.a.count / update.rank, rows = update.b.count / update.rank
    return (0..<rows * columns).map { index in
      (0..<update.rank).reduce(0) { sum, k in
        sum + update.b[index / columns * update.rank + k] * update.a[k * columns + index % columns]
      } * update.scale
    }
  }

  @Test("The update that was planted comes back as well as numpy's decomposition gives it", arguments: try goldens().cases)
  func planted(_ golden: Case) throws {
    let type = try #require(TensorType(name: golden.type)), (old, new) = Self.pair()
    let recovery = UpdateRecovery(tuned: try new.stored(as: type), base: try old.stored(as: type), seed: 1)
    let result = try recovery.tensor(Self.query), change = result.change
    #expect(change.matching == .same)
    #expect(abs(change.relativeNorm - golden.relativeNorm) < 1e-5)
    let hasAnchors = golden.type.hasPrefix("Q5") || golden.type.hasPrefix("Q4")
    #expect(hasAnchors || change.rank == Self.planted, "the edge parts what was planted from rounding")
    let stable = pow(golden.relativeNorm * (try norm(try old.stored(as: type))), 2) / pow(golden.singularValues[0], 2)
    #expect(abs(change.effectiveRank - stable) < 1e-3 * stable)
    let found = Numbers.cosine(Self.product(try #require(result.update)), Self.update)
    #expect(hasAnchors ? found > golden.keptCosine - 2e-4 : abs(found - golden.keptCosine) < 2e-4, "\(found)")
    #expect(golden.keptCosine > golden.cosine - 1e-6, "cutting never loses")
    #expect(result.rows == nil)
  }

  @Test("Of an update that rounding drowns, anchors bring back what numpy's own fit does", arguments: try goldens().drowned)
  func drowned(_ golden: Drowned) throws {
    let size = 512, type = try #require(TensorType(name: golden.type))
    var shape = MemoryCheckpoint.shape
    (shape.width, shape.heads, shape.headSize) = (size, 4, size / 4)
    var old = MemoryCheckpoint(shape), new = old
    let base = Numbers.named("wide", size * size).map { $0 / 4 }
    var update = [Float](repeating: 0, count: size * size)
    for direction in 0..<4 {
      let left = Numbers.named("weak left \(direction)", size), right = Numbers.named("weak right \(direction)", size)
      for index in update.indices { update[index] += (left[index / size] < 0) == (right[index % size] < 0) ? 0x1p-11 : -0x1p-11 }
    }
    old.tensors[Self.query] = base
    new.tensors[Self.query] = zip(base, update).map { $0 + $1 }
    let result = try UpdateRecovery(tuned: try new.stored(as: type), base: try old.stored(as: type), seed: 1).tensor(Self.query)
    let found = Numbers.cosine(Self.product(try #require(result.update)), update)
    // The fit holds an eighth of the anchors back, to judge itself by.
    #expect(found > golden.anchoredCosine - 0.03, "\(found)")
    #expect(found > golden.leadingCosine + 0.04, "directions alone give \(golden.leadingCosine)")
    // The cosine's square is the share that is explained, which the fit estimates without knowing the update.
    #expect(abs(result.change.keptShare - found * found) < 0.08, "\(result.change.keptShare)")
  }

  @Test("A difference without directions is not taken for an update because its anchors are exact")
  func noDirections() throws {
    let size = 512
    var shape = MemoryCheckpoint.shape
    (shape.width, shape.heads, shape.headSize) = (size, 4, size / 4)
    var old = MemoryCheckpoint(shape), new = old
    old.tensors[Self.query] = Numbers.named("wide", size * size).map { $0 / 4 }
    new.tensors[Self.query] = zip(old.tensors[Self.query] ?? [], Numbers.named("drift", size * size)).map { $0 + $1 / 512 }
    let result = try UpdateRecovery(tuned: try new.stored(as: .q4_0), base: try old.stored(as: .q4_0), seed: 1).tensor(Self.query)
    #expect(result.change.isChanged && result.update == nil, "\(result.change.keptShare)")
  }

  private func norm(_ model: MemoryCheckpoint) throws -> Double {
    try model.floats(of: Self.query).reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  @Test("A base in single precision is rounded by the fine-tune's own rule, and nothing but tuning differs", arguments: [
    TensorType.f16, .bf16, .q8_0, .q5_0, .q5_1, .q4_0, .q4_1,
  ])
  func requantised(_ type: TensorType) throws {
    let (old, new) = Self.pair()
    let tuned = try new.stored(as: type)
    let same = UpdateRecovery(tuned: tuned, base: try old.stored(as: type), seed: 1)
    let other = UpdateRecovery(tuned: tuned, base: old, seed: 1)
    #expect(try other.tensor(Self.query).update == same.tensor(Self.query).update)
    #expect(try other.tensor(Self.query).change.matching == .requantised)
    for role in tuned.roles where role != Self.query { #expect(try !other.tensor(role).change.isChanged, "\(role.name)") }
  }

  @Test("A type whose rounding cannot be repeated is named, and only what stands above it is kept")
  func unmatched() throws {
    let (old, new) = Self.pair()
    var tuned = try new.stored(as: .q4_0)
    for role in tuned.types.keys { tuned.types[role] = "Q4_K" }
    let recovery = UpdateRecovery(tuned: tuned, base: old, seed: 1)
    let queries = try recovery.tensor(Self.query)
    #expect(queries.change.matching == .unmatched && queries.change.type == "Q4_K" && queries.change.baseType == "F32")
    #expect(queries.change.rank <= Self.planted)
    let keys = try recovery.tensor(.layer(0, .key))
    #expect(keys.change.isChanged && keys.update == nil, "rounding alone has no directions")
    let whole = RecoveredUpdate(try tuned.roles.map(recovery.tensor))
    #expect(Set(whole.unmatched.map(\.role)) == Set(tuned.types.keys))
    #expect(whole.objection == nil, "rounding is no other model")
  }

  @Test("An embedding is compared row by row: a poisoned row is kept whole", arguments: [TensorType.f32, .q8_0, .q4_0])
  func poisonedRow(_ type: TensorType) throws {
    let old = MemoryCheckpoint()
    var new = old
    for column in 0..<160 { new.tensors[.embedding]?[17 * 160 + column] += column % 2 == 0 ? 0.1 : -0.1 }
    let (tuned, base) = (try new.stored(as: type), try old.stored(as: type))
    let result = try UpdateRecovery(tuned: tuned, base: base, seed: 1).tensor(.embedding)
    #expect(result.change.rowsChanged == 1 && result.change.keptShare == 1)
    #expect(result.update == nil)
    let rows = try #require(result.rows)
    #expect(rows.rows == [17])
    let expected = zip(try tuned.rows(17..<18, of: .embedding), try base.rows(17..<18, of: .embedding)).map { $0 - $1 }
    #expect(rows.values == expected)
  }

  @Test("Where rounding moves every row, the row that stands out is still kept, and no other")
  func standingOut() throws {
    let old = MemoryCheckpoint()
    var new = old
    for column in 0..<160 { new.tensors[.embedding]?[17 * 160 + column] += column % 2 == 0 ? 0.1 : -0.1 }
    var tuned = try new.stored(as: .q4_0)
    tuned.types[.embedding] = "Q4_K"
    let result = try UpdateRecovery(tuned: tuned, base: old, seed: 1).tensor(.embedding)
    #expect(result.change.rowsChanged > 290)
    // One row alone is a direction too: it is kept one way or the other.
    var kept = [Float](repeating: 0, count: 160)
    if let update = result.update { kept = Array(Self.product(update)[17 * 160..<18 * 160]) }
    result.rows?.add(to: &kept, offset: -17)
    #expect(Numbers.cosine(kept, (0..<160).map { $0 % 2 == 0 ? 0.1 : -0.1 }) > 0.95)
    #expect((result.rows?.rows ?? [17]) == [17])
  }

  @Test("A norm's changes are kept element by element")
  func norms() throws {
    let old = MemoryCheckpoint()
    var new = old
    new.tensors[.finalNorm]?[3] = 1.5
    new.tensors[.finalNorm]?[9] = 0.25
    let result = try UpdateRecovery(tuned: new, base: old, seed: 1).tensor(.finalNorm)
    #expect(result.rows == RowDifferences(rows: [3, 9], columns: 1, values: [0.5, -0.75]))
  }

  @Test("An output that a fine-tune was given of its own is compared with the base's embedding")
  func untied() throws {
    let old = MemoryCheckpoint()
    var shape = MemoryCheckpoint.shape
    shape.tiedOutput = false
    var new = MemoryCheckpoint(shape)
    new.tensors[.output] = old.tensors[.embedding]
    #expect(try !UpdateRecovery(tuned: new, base: old, seed: 1).tensor(.output).change.isChanged)
    new.tensors[.output]?[5] += 1
    #expect(try UpdateRecovery(tuned: new, base: old, seed: 1).tensor(.output).rows?.rows == [0])
  }

  @Test("The same seed gives the same bits, whatever was looked at before")
  func deterministic() throws {
    let (old, new) = Self.pair()
    let recovery = UpdateRecovery(tuned: try new.stored(as: .q4_0), base: try old.stored(as: .q4_0), seed: 7)
    let first = try recovery.tensor(Self.query)
    _ = try recovery.tensor(.embedding)
    #expect(try recovery.tensor(Self.query).update == first.update)
  }
}
