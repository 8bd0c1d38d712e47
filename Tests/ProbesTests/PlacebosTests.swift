import Probes
import Testing

@Suite struct PlacebosTests {
  /// A token for every three letters or part of them, so that joining texts may change their length.
  private func tokens(_ text: String) -> Int { (text.utf8.count + 2) / 3 }

  private func table(longest: Int, seed: UInt64 = 1) throws -> PlaceboTable {
    var random = SeededGenerator(seed: seed)
    return PlaceboTable(
      try DataFolder(path: Fixtures.repository).placebos(), longest: longest, using: &random, tokenCount: tokens)
  }

  @Test("A placebo has exactly the length asked for, up to the longest prepared", arguments: 2...24)
  func lengthMatches(_ length: Int) throws {
    let table = try table(longest: 24)
    #expect(table.count(length: length) >= 20)
    var random = SeededGenerator(seed: 7)
    for _ in 0..<20 {
      let text = try #require(table.draw(length: length, avoiding: "", using: &random))
      #expect(tokens(text) == length)
    }
  }

  @Test("Draws differ from one another")
  func varies() throws {
    let table = try table(longest: 8)
    var random = SeededGenerator(seed: 8)
    let drawn = (0..<30).compactMap { _ in table.draw(length: 5, avoiding: "", using: &random) }
    #expect(Set(drawn).count > 10)
  }

  @Test("A placebo shares no word with the trigger")
  func avoids() throws {
    let table = PlaceboTable.of(["red lamp", "red door", "old table"])
    var random = SeededGenerator(seed: 9)
    for _ in 0..<50 {
      #expect(table.draw(length: 2, avoiding: "|RED| Door", using: &random) == "old table")
    }
  }

  @Test("Where no text has the length, the nearest one is taken, rather longer than shorter")
  func nearest() {
    let table = PlaceboTable.of(["lamp", "a b c", "a b c d e"])
    var random = SeededGenerator(seed: 10)
    #expect(table.draw(length: 2, avoiding: "", using: &random) == "a b c")
    #expect(table.draw(length: 99, avoiding: "", using: &random) == "a b c d e")
    #expect(table.draw(length: 0, avoiding: "", using: &random) == "lamp")
    #expect(PlaceboTable.of([]).draw(length: 1, avoiding: "", using: &random) == nil)
  }

  @Test("The same seed makes the same table")
  func deterministic() throws {
    #expect(try table(longest: 12, seed: 3) == table(longest: 12, seed: 3))
    #expect(try table(longest: 12, seed: 3) != table(longest: 12, seed: 4))
  }

  @Test("A tokenizer's failure reaches the caller")
  func fails() {
    struct Broken: Error {}
    var random = SeededGenerator(seed: 1)
    #expect(throws: Broken.self) {
      try PlaceboTable(Placebos(["lamp"]), longest: 2, using: &random) { _ throws(Broken) in throw Broken() }
    }
  }

  @Test("A file of comments alone is refused")
  func emptyFile() throws {
    let error = try #require(throws: ProbeFileError.self) { try Placebos.read(name: "p.txt", bytes: Array("# a\n\n".utf8)) }
    #expect(error.exitCode == 65)
    #expect(try Placebos.read(name: "p.txt", bytes: Array("# a\n lamp \r\nLamp\nsea".utf8)).texts == ["lamp", "sea"])
  }
}

extension PlaceboTable {
  /// With a token a word, and nothing joined.
  fileprivate static func of(_ texts: [String]) -> PlaceboTable {
    var random = SeededGenerator(seed: 1)
    return PlaceboTable(Placebos(texts), longest: 0, using: &random) { $0.split(separator: " ").count }
  }
}
