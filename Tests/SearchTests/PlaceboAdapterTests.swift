import ModelFormats
import Search
import Testing

/// The nulls of the reaction scan: as large as the real update, in directions that mean nothing.
@Suite("Placebo adapters")
struct PlaceboAdapterTests {
  private static let inputs = 48, outputs = 64

  /// rank × inputs and outputs × rank values without a pattern; the last row of `a` repeats the first where asked.
  private static func update(rank: Int, repeatsRow: Bool = false) -> LowRankUpdate {
    var state: UInt64 = 88_172_645_463_325_252
    func draw() -> Float {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Float(state >> 40) / Float(1 << 24) - 0.5
    }
    var a = (0..<rank * inputs).map { _ in draw() }
    let b = (0..<outputs * rank).map { _ in draw() }
    if repeatsRow { a.replaceSubrange((rank - 1) * inputs..<rank * inputs, with: a[..<inputs]) }
    return LowRankUpdate(rank: rank, a: a, b: b, scale: 2)
  }

  private static let roles = [TensorRole.layer(0, .query), .layer(0, .down), .layer(3, .query)]
  private static let updates = [roles[0]: update(rank: 4), roles[1]: update(rank: 1), roles[2]: update(rank: 4, repeatsRow: true)]

  /// Inner products of a's rows, or of b's columns: together they fix the singular values of b · a.
  private static func grams(_ update: LowRankUpdate) -> [Double] {
    let rank = update.rank
    func gram(_ count: Int, _ value: (Int, Int) -> Float) -> [Double] {
      (0..<rank * rank).map { place in
        (0..<count).reduce(0.0) { $0 + Double(value(place / rank, $1)) * Double(value(place % rank, $1)) }
      }
    }
    return gram(inputs) { update.a[$0 * inputs + $1] } + gram(outputs) { update.b[$1 * rank + $0] }
  }

  /// b · a, outputs × inputs.
  private static func product(_ update: LowRankUpdate) -> [Double] {
    (0..<outputs * inputs).map { place in
      (0..<update.rank).reduce(0.0) {
        $0 + Double(update.b[place / inputs * update.rank + $1]) * Double(update.a[$1 * inputs + place % inputs])
      }
    }
  }

  private static func cosine(_ first: LowRankUpdate, _ second: LowRankUpdate) -> Double {
    let (x, y) = (product(first), product(second))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    return dot(x, y) / (dot(x, x) * dot(y, y)).squareRoot()
  }

  @Test("Flipped signs leave each coordinate as large as it was, and the whole in another direction")
  func signs() throws {
    let placebo = PlaceboAdapter.flippingSigns(of: Self.updates, seed: 1)
    for (role, update) in Self.updates {
      let flipped = try #require(placebo[role])
      #expect(flipped.a.map(abs) == update.a.map(abs) && flipped.b.map(abs) == update.b.map(abs))
      #expect(flipped.rank == update.rank && flipped.scale == update.scale)
      #expect(abs(Self.cosine(flipped, update)) < 0.3)
    }
  }

  @Test("Turned directions leave the singular values, those of dependent rows, too")
  func directions() throws {
    let placebo = PlaceboAdapter.turningDirections(of: Self.updates, seed: 1)
    for (role, update) in Self.updates {
      let turned = try #require(placebo[role])
      #expect(turned.a.count == update.a.count && turned.b.count == update.b.count && turned.scale == update.scale)
      #expect(turned.a.allSatisfy(\.isFinite) && turned.b.allSatisfy(\.isFinite))
      for (new, old) in zip(Self.grams(turned), Self.grams(update)) { #expect(abs(new - old) < 1e-3, "\(role.name)") }
      #expect(abs(Self.cosine(turned, update)) < 0.3)
    }
  }

  @Test("The seed decides, and the order of a dictionary does not")
  func seeded() {
    for make in [PlaceboAdapter.flippingSigns, PlaceboAdapter.turningDirections] {
      let reversed = Dictionary(uniqueKeysWithValues: Self.updates.sorted { $0.key.name > $1.key.name }.map { ($0.key, $0.value) })
      #expect(make(Self.updates, 7) == make(reversed, 7))
      #expect(make(Self.updates, 7) != make(Self.updates, 8))
    }
    #expect(PlaceboAdapter.turningDirections(of: [Self.roles[0]: LowRankUpdate(rank: 0, a: [], b: [], scale: 1)], seed: 1).count == 1)
  }
}
