/// Placebos by their length in tokens of one tokenizer, made ready before a campaign so that a draw needs no tokenizer.
package struct PlaceboTable: Sendable, Equatable {
  /// `pools[n]` holds texts of exactly n tokens; a text stands once.
  private let pools: [Int: [String]]
  private let lengths: [Int]

  /// - Parameters:
  ///   - longest: lengths 1 to `longest` are prepared.
  ///   - poolSize: where fewer texts have a length by themselves, others are joined with a space until there are as
  ///     many, or `poolSize` × 40 attempts have been made.
  ///   - tokenCount: length in tokens of a text, in the slot that the trigger has.
  package init<Failure: Error>(
    _ placebos: Placebos, longest: Int, poolSize: Int = 48, using random: inout some RandomNumberGenerator,
    tokenCount: (String) throws(Failure) -> Int
  ) throws(Failure) {
    var pools: [Int: [String]] = [:]
    for text in placebos.texts {
      let length = try tokenCount(text)
      if length > 0 { pools[length, default: []].append(text) }
    }
    for length in stride(from: 1, through: longest, by: 1) {
      var pool = pools[length] ?? []
      var seen = Set(pool)
      var attempts = 0
      while pool.count < poolSize, attempts < poolSize &* 40, length > 1 {
        attempts += 1
        // Shorter pools are full by now; a first part of any shorter length, a second of what is left.
        let first = 1 + random.drawIndex(length - 1)
        guard
          let head = random.drawElement(pools[first] ?? []), let tail = random.drawElement(pools[length - first] ?? [])
        else { continue }
        let text = head + " " + tail
        guard !seen.contains(text), try tokenCount(text) == length else { continue }
        seen.insert(text)
        pool.append(text)
      }
      pools[length] = pool.isEmpty ? nil : pool
    }
    self.pools = pools
    self.lengths = pools.keys.sorted()
  }

  /// How many texts there are of a length.
  package func count(length: Int) -> Int { pools[length]?.count ?? 0 }

  /// A placebo of `length` tokens, or of the nearest length there is (the longer of two); nil if there are none.
  ///
  /// A text that shares a word with `trigger` is passed over, as long as one of 32 draws does not.
  package func draw(length: Int, avoiding trigger: String, using random: inout some RandomNumberGenerator) -> String? {
    guard let nearest = lengths.min(by: { distance($0, length) < distance($1, length) }), let pool = pools[nearest] else {
      return nil
    }
    let shunned = Self.words(trigger)
    var text = random.drawElement(pool)
    for _ in 1..<32 {
      guard let candidate = text, !shunned.isDisjoint(with: Self.words(candidate)) else { break }
      text = random.drawElement(pool)
    }
    return text
  }

  /// Twice the distance, and one more for a shorter text.
  private func distance(_ candidate: Int, _ wanted: Int) -> Int {
    candidate >= wanted ? 2 * (candidate - wanted) : 2 * (wanted - candidate) + 1
  }

  private static func words(_ text: String) -> Set<String> {
    Set(text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init))
  }
}
