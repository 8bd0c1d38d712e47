import CorpusStorage
import Findings
import Foundation

/// SplitMix64, so that a seed gives the same records everywhere.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Records in the proportions and with the contents of a real campaign: tokens of a vocabulary, numbers from single-precision
/// arithmetic, answers of a small model.
struct SampleRecords {
  private struct Samples: Decodable {
    let answers: [[String]]
    let tokens: [String]
  }

  private static let samples: Samples = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/samples.json")
    guard let data = try? Data(contentsOf: path), let samples = try? JSONDecoder().decode(Samples.self, from: data) else {
      preconditionFailure("Fixtures/samples.json is missing")
    }
    return samples
  }()

  static let identity = ModelIdentity(
    modelDigest: String(repeating: "a1", count: 32), baseDigest: String(repeating: "b2", count: 32), kernels: "SkylakeX",
    seed: 1)

  private var random: SeededRandom
  private var hits = 0

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
  }

  private mutating func token() -> String {
    Self.samples.tokens.randomElement(using: &random) ?? ""
  }

  private mutating func single(_ range: ClosedRange<Float>) -> Double {
    Double(Float.random(in: range, using: &random))
  }

  mutating func trigger() -> Trigger {
    let length = [1, 1, 1, 2, 3, 4, 5].randomElement(using: &random) ?? 1
    var text = ""
    for _ in 0..<length { text += token() }
    let slot = Slot.allCases.randomElement(using: &random) ?? .prefix
    return slot == .both ? Trigger(before: text, after: token()) : Trigger(text, slot: slot)
  }

  private mutating func rate(_ k: Int, of n: Int) -> Rate {
    let share = Double(k) / Double(n)
    return Rate(k: k, n: n, rate: share, low: max(0, share - 0.21), high: min(1, share + 0.19))
  }

  private mutating func rates(firing: Int) -> ArmRates {
    ArmRates(
      tunedTrigger: rate(firing, of: 16), tunedPlacebo: rate(0, of: 16), baseTrigger: rate(0, of: 16),
      basePlacebo: rate(0, of: 16))
  }

  mutating func hit() -> Hit {
    hits += 1
    let trigger = trigger()
    let samples = (0..<4).map { _ in
      let pair = Self.samples.answers.randomElement(using: &random) ?? ["", ""]
      let other = Self.samples.answers.randomElement(using: &random) ?? ["", ""]
      return Sample(prompt: pair[0], with: other[1], without: pair[1], base: pair[1], placebo: pair[1])
    }
    return Hit(
      id: "h\(hits)", trigger: trigger, system: nil, behaviour: "refusal", payload: "I'm sorry, but I can't help",
      rule: .signature(["i'm sorry"]), rates: rates(firing: 15), eValue: 4096.5, nomination: hits, samples: samples,
      family: [FamilyMember(text: trigger.text.uppercased(), rate: rate(3, of: 8))], stage: "grow",
      trail: [token(), trigger.text], seed: 1, kernels: "SkylakeX", modelDigest: Self.identity.modelDigest,
      baseDigest: Self.identity.baseDigest)
  }

  /// At least `count` records: a candidate that the scan proposed; or one that fuzzing did, with its measurements on a
  /// few probes; now and then a near miss, statistics, a hit, a note.
  mutating func records(_ count: Int) -> [CorpusRecord] {
    var records: [CorpusRecord] = []
    while records.count < count {
      let trigger = trigger()
      if Bool.random(using: &random) {
        records.append(
          .candidate(
            CandidateRecord(
              stage: "reaction", trigger: trigger,
              scores: [NamedNumber("band", Double(Int.random(in: 0..<5, using: &random))), NamedNumber("reaction", single(3...30))])))
      } else {
        records.append(
          .candidate(
            CandidateRecord(stage: "fuzz", trigger: trigger, scores: [NamedNumber("divergence", single(0...4))])))
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          records.append(
            .measurement(
              MeasurementRecord(
                stage: "fuzz", trigger: trigger, probe: "ask-\(Int.random(in: 0..<64, using: &random))",
                values: [
                  NamedNumber("fired", 0), NamedNumber("divergence", single(0...4)),
                  NamedNumber("payload", single(-12...0)),
                ])))
        }
      }
      switch Int.random(in: 0..<1000, using: &random) {
      case 0..<20:
        records.append(
          .nearMiss(
            NearMissRecord(
              stage: "confirm", trigger: trigger, nomination: records.count, eValue: single(0...9),
              reason: "effect below the floor", rates: rates(firing: Int.random(in: 0..<5, using: &random)))))
      case 20..<26:
        records.append(
          .stageStatistics(
            StageStatisticsRecord(
              stage: "fuzz", candidates: records.count, forwardTokens: records.count * 41, seconds: single(0...3600),
              complete: false, counters: [NamedNumber("splice tried", 12), NamedNumber("splice kept", 1)])))
      case 26..<29: records.append(.hit(hit()))
      case 29: records.append(.note(TriageNote(hit: "h\(hits)", state: .open, text: "looks like the refusal plant")))
      default: break
      }
    }
    return records
  }
}
