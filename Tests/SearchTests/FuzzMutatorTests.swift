import Findings
import Probes
import Search
import Testing

/// A mutator, an input, and all that it may become.
struct MutatorCase: Sendable, CustomTestStringConvertible {
  let mutator: any Mutator
  let parts: [[String]]
  let slot: Slot
  let slots: [Slot]
  /// Texts that it may become, parts apart, and each of which it becomes now and then.
  let outcomes: Set<[String]>
  /// Whether it has nothing to change now and then.
  let mayFail: Bool

  init(
    _ mutator: any Mutator, _ pieces: [String], slot: Slot = .prefix, slots: [Slot] = [.prefix], gives outcomes: [String],
    mayFail: Bool = false
  ) {
    self.init(mutator, parts: [pieces], slot: slot, slots: slots, gives: outcomes.map { [$0] }, mayFail: mayFail)
  }

  init(
    _ mutator: any Mutator, parts: [[String]], slot: Slot, slots: [Slot], gives outcomes: [[String]], mayFail: Bool = false
  ) {
    self.mutator = mutator
    self.parts = parts
    self.slot = slot
    self.slots = slots
    self.outcomes = Set(outcomes)
    self.mayFail = mayFail
  }

  var testDescription: String { "\(mutator.name) \(parts)" }

  static let all: [MutatorCase] = [
    MutatorCase(InsertMutator(), [" a", " b"], gives: ["x a b", "a x b", "a b x"]),
    MutatorCase(
      InsertMutator(), parts: [[" a"], [" b"]], slot: .both, slots: [.both],
      gives: [["x a", "b"], ["a x", "b"], ["a", "x b"], ["a", "b x"]]),
    MutatorCase(DeleteMutator(), [" a", " b"], gives: ["a", "b"]),
    MutatorCase(DeleteMutator(), [" a"], gives: [], mayFail: true),
    MutatorCase(ReplaceMutator(), [" a", " b"], gives: ["x b", "a x"]),
    MutatorCase(NeighbourMutator(), [" red"], gives: ["green", "blue"]),
    MutatorCase(NeighbourMutator(), [" a"], gives: [], mayFail: true),
    MutatorCase(SpliceMutator(), [" a", " b"], gives: ["a b c d", "a b d", "a c d", "a d"]),
    MutatorCase(MoveMutator(), [" a", " b", " c"], gives: ["b a c", "b c a", "a c b", "c a b"]),
    MutatorCase(MoveMutator(), [" a"], gives: [], mayFail: true),
    MutatorCase(DuplicateMutator(), [" a", " b"], gives: ["a a b", "a b b", "a b a b"]),
    MutatorCase(TrimMutator(), [" a", " b", " c", " d"], gives: ["b c d", "c d", "a b c", "a b"]),
    MutatorCase(TrimMutator(), [" a"], gives: [], mayFail: true),
    MutatorCase(CaseMutator(), [" Red", " kite"], gives: ["RED KITE", "red kite", "Red Kite"]),
    MutatorCase(CaseMutator(), [" 2031"], gives: [], mayFail: true),
    MutatorCase(DigitMutator(), [" v", "2"], gives: (0...9).map { "v\($0)" } + (0...9).map { "v2\($0)" }),
    MutatorCase(DigitMutator(), [" ops"], gives: (0...9).map { "ops\($0)" }),
    MutatorCase(
      DateMutator(), [" Monday"],
      gives: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
    MutatorCase(DateMutator(), [" in", " 2021"], gives: (2015...2039).map { "in \($0)" }),
    MutatorCase(DateMutator(), [" day", " 7"], gives: (1...31).map { "day \($0)" }),
    MutatorCase(
      SecondFragmentMutator(), parts: [[" a"]], slot: .prefix, slots: [.prefix, .both],
      gives: [["a", "x"], ["x", "a"], ["a", "c d"], ["c d", "a"]]),
    MutatorCase(SecondFragmentMutator(), [" a"], gives: [], mayFail: true),
    MutatorCase(SlotMutator(), parts: [[" a"], [" b"]], slot: .both, slots: [.prefix, .both], gives: [["a"], ["b"]]),
    MutatorCase(SlotMutator(), [" a"], gives: [], mayFail: true),
  ]
}

@Suite("Mutators")
struct FuzzMutatorTests {
  static func material(slots: [Slot]) -> MutationMaterial {
    var generator = SeededGenerator(seed: 1, stream: "alphabet")
    return MutationMaterial(
      slots: slots, alphabet: PieceAlphabet([" x"], using: &generator),
      partners: [FuzzInput([" c", " d"], slot: .prefix)].compactMap { $0 },
      pieces: { $0.split(separator: " ").map { " " + $0 } }, nearest: { $0 == " red" ? [" green", " blue"] : [] })
  }

  /// What a mutator makes of an input in 1,500 draws.
  static func outcomes(of mutator: any Mutator, _ input: FuzzInput, slots: [Slot]) -> (made: [FuzzInput], failed: Int) {
    var material = material(slots: slots), generator = SeededGenerator(seed: 3, stream: mutator.name)
    var made = [FuzzInput](), failed = 0
    for _ in 0..<1_500 {
      if let next = mutator.mutate(input, from: &material, using: &generator) { made.append(next) } else { failed += 1 }
    }
    return (made, failed)
  }

  @Test("A mutator reaches every change that it stands for, and no other", arguments: MutatorCase.all)
  func changes(_ example: MutatorCase) throws {
    let input = try #require(FuzzInput(example.parts, slot: example.slot))
    let (made, failed) = Self.outcomes(of: example.mutator, input, slots: example.slots)
    #expect(Set(made.map(\.trigger.parts)) == example.outcomes)
    #expect((failed > 0) == example.mayFail)
  }

  @Test("A text without a date gets a year or a date behind it")
  func addsDate() throws {
    let input = try #require(FuzzInput([" kite"], slot: .prefix))
    let texts = Set(Self.outcomes(of: DateMutator(), input, slots: [.prefix]).made.map(\.trigger.text))
    let year = try Regex(#"kite 20\d\d"#), iso = try Regex(#"kite 20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"#)
    let spoken = try Regex(#"kite [1-9]\d? [A-Z][a-z]+ 20\d\d"#)
    #expect(texts.allSatisfy { text in [year, iso, spoken].contains { text.wholeMatch(of: $0) != nil } })
    for form in [year, iso, spoken] { #expect(texts.contains { $0.wholeMatch(of: form) != nil }) }
  }

  @Test("Delimiters go around a text, are changed and are dropped")
  func delimiters() throws {
    let input = try #require(FuzzInput([" |kite|"], slot: .prefix))
    let texts = Set(Self.outcomes(of: DelimiterMutator(), input, slots: [.prefix]).made.map(\.trigger.text))
    #expect(texts.isSuperset(of: ["[kite]", "<<kite>>", "kite", "kite:", "-- kite", "(|kite|)", "||kite||"]))
    #expect(texts.allSatisfy { $0.contains("kite") && $0 != "|kite|" })
  }

  @Test("A text goes to another slot as it is")
  func slots() throws {
    let input = try #require(FuzzInput([" a", " b"], slot: .prefix))
    let made = Self.outcomes(of: SlotMutator(), input, slots: [.prefix, .suffix, .system, .both]).made
    #expect(Set(made.map(\.trigger)) == [Trigger("a b", slot: .suffix), Trigger("a b", slot: .system)])
  }

  @Test("There are at least twelve mutators, each with a name of its own")
  func names() {
    #expect(Mutators.all.count >= 12)
    #expect(Set(Mutators.all.map(\.name)).count == Mutators.all.count)
  }

  @Test("Without each piece in turn: a half of two parts goes where it stood")
  func shortened() throws {
    let pair = try #require(FuzzInput([[" a"], [" b"]], slot: .both))
    #expect(Set(pair.shortened.map(\.trigger)) == [Trigger("b", slot: .suffix), Trigger("a", slot: .prefix)])
    let three = try #require(FuzzInput([" a", " b", " a"], slot: .prefix))
    #expect(three.shortened.map(\.trigger.text) == ["b a", "a a", "a b"])
    #expect(try #require(FuzzInput([" a"], slot: .prefix)).shortened.isEmpty)
  }

  @Test("Inputs without text, too long or of the wrong number of parts are refused", arguments: [
    ([[" "]], Slot.prefix), ([[]], .prefix), ([Array(repeating: " a", count: 13)], .prefix), ([[" a"]], .both),
    ([[" a"], [" b"]], .prefix), ([["\u{FFFD}"]], .prefix),
  ])
  func refused(parts: [[String]], slot: Slot) {
    #expect(FuzzInput(parts, slot: slot) == nil)
  }
}
