import Campaigns
import CorpusStorage
import Findings
import Foundation
import Search
import Testing

@Suite("A campaign's journal in its store")
struct CampaignJournalTests {
  private static let identity = ModelIdentity(modelDigest: "m", baseDigest: "b", kernels: "k", seed: 1)

  private static func entry(_ number: Int) -> StepEntry {
    StepEntry(
      name: number % 3 == 0 ? "scores" : "answers", inputs: UInt64.max - UInt64(number) * 0x1_0000_0001,
      tokenLayers: number * 1_000_003, seconds: Double(number) * 0.1,
      output: "{\"value\":[\"\(String(repeating: "é\\u0000", count: number))\"]}")
  }

  private static func event(_ number: Int) -> SearchEvent {
    .candidate(stage: "grow", Trigger("text \(number)", slot: .suffix), worth: Double(number) / 3)
  }

  private static func withStore(_ body: (String) throws -> Void) throws {
    let path = NSTemporaryDirectory() + "hairtrigger-journal-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private static func all(_ journal: CampaignJournal) throws -> [StepEntry] {
    var entries = [StepEntry]()
    while let entry = try journal.next() { entries.append(entry) }
    return entries
  }

  @Test("Steps come back in order and to the letter, whenever the store was opened again, up to the campaign's end")
  func roundTrip() throws {
    try Self.withStore { path in
      for run in 0..<4 {
        let store = try CorpusStore.openOrCreate(at: path, identity: Self.identity)
        let journal = try CampaignJournal(store)
        #expect(try Self.all(journal) == (0..<run * 5).map(Self.entry))
        for number in run * 5..<run * 5 + 5 { try journal.append(Self.entry(number), events: [Self.event(number)]) }
        #expect(try !CampaignJournal.isFinished(in: store))
        if run == 3 { try journal.finish(seconds: 1, events: [Self.event(20)], records: []) }
        store.close()
      }
      let store = try CorpusStore.open(at: path, mode: .writing)
      #expect(try CampaignJournal.isFinished(in: store))
      #expect(try Self.all(CampaignJournal(store)) == (0..<20).map(Self.entry))
      #expect(try store.records(kind: .candidate).count == 21)
      _ = try store.compact()
      #expect(try Self.all(CampaignJournal(store)) == (0..<20).map(Self.entry))
    }
  }

  @Test("Steps are no part of the digest; what was met is")
  func digest() throws {
    func digest(_ steps: Bool, seconds: Double, count: Int) throws -> String {
      var result = ""
      try Self.withStore { path in
        let store = try CorpusStore.create(at: path, identity: Self.identity)
        let journal = try CampaignJournal(store)
        for number in 0..<count {
          let event = Self.event(number), entry = Self.entry(number)
          if steps {
            try journal.append(
              StepEntry(name: entry.name, inputs: entry.inputs, tokenLayers: 1, seconds: seconds, output: "{}"), events: [event])
          } else {
            try store.append(
              .candidate(
                CandidateRecord(
                  stage: "grow", trigger: Trigger("text \(number)", slot: .suffix), scores: [NamedNumber("worth", Double(number) / 3)])))
          }
        }
        result = try store.digest()
        store.close()
      }
      return result
    }
    let plain = try digest(false, seconds: 0, count: 6)
    #expect(try digest(true, seconds: 1, count: 6) == plain)
    #expect(try digest(true, seconds: 2, count: 6) == plain)
    #expect(try digest(true, seconds: 1, count: 5) != plain)
  }

  @Test("Who writes to a store is known without its lock")
  func writer() throws {
    try Self.withStore { path in
      #expect(CorpusStore.writer(at: path) == nil)
      let store = try CorpusStore.create(at: path, identity: Self.identity)
      #expect(CorpusStore.writer(at: path) == ProcessInfo.processInfo.processIdentifier)
      store.close()
      #expect(CorpusStore.writer(at: path) == nil)
      try CorpusStore.open(at: path, mode: .writing).close()
    }
  }
}
