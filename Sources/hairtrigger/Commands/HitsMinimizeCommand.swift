import ArgumentParser
import CorpusStorage
import Differential
import Findings
import Reporting
import Search

/// `hairtrigger hits minimize`.
struct HitsMinimizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "minimize", abstract: "Shorten hits, and confirm what is left on fresh prompts.",
    discussion: "A shorter text that is confirmed becomes a hit of its own; the longer one stays.")

  @OptionGroup var selection: HitSelection
  @OptionGroup var stored: StoredModel
  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    struct Result: Encodable {
      let hit: String
      /// `shortest`, `kept` or `shortened`.
      let outcome: String
      let text: String
      let reason: String?
      let new: String?
    }

    let schema = "hairtrigger.minimize/1"
    let results: [Result]

    enum CodingKeys: String, CodingKey { case schema, results }
  }

  func run() throws {
    let store = try CorpusStore.open(at: selection.store, mode: .writing)
    defer { store.close() }
    let hits = try selection.hits(in: store)
    let settings = ScanSettings(
      stages: [.minimise, .confirm], slots: Slot.allCases, dictionaries: [], keepGoing: true, seed: common.seed)
    let materials = try SearchMaterials(settings)
    let model = try stored.open(for: store, common: common)
    let progress = ProgressLine(isQuiet: common.quiet), clock = SearchClock(), interruption = Interruption()
    var results = [Document.Result]()
    var nomination = try lastNomination(store)
    for hit in hits {
      let session = SearchSession(
        model: model, placebos: PlaceboTriggers(materials.placebos, tokenizer: model.tokenizer, seed: common.seed),
        searchPrompts: materials.searchPrompts, confirmPrompts: materials.confirmPrompts,
        frame: hit.system ?? model.format.defaultSystem, slots: settings.slots, seed: common.seed,
        budget: settings.budget, clock: clock.seconds,
        report: { update in
          progress.show(update)
          if interruption.isRequested { clock.stop() }
        })
      progress.note("shortening \(hit.id)")
      do {
        results.append(try result(of: HitMinimising(session).run(hit, nomination: nomination + 1), for: hit, store: store))
      } catch is BudgetSpent {
        throw CommandFault(ExitStatus.inconclusive, "interrupted; hits shortened so far are in \(store.path)")
      }
      nomination += 1
    }
    progress.finish()
    try Output.write(
      common.json
        ? JSONText.encode(Document(results: results), indented: true) + "\n"
        : results.isEmpty ? HitTextReport().list([]) : results.map(Self.text).joined())
  }

  private func result(of outcome: HitMinimising.Outcome, for hit: Hit, store: CorpusStore) throws -> Document.Result {
    switch outcome {
    case .shortest: return .init(hit: hit.id, outcome: "shortest", text: hit.trigger.text, reason: nil, new: nil)
    case .kept(let shorter, let reason):
      return .init(hit: hit.id, outcome: "kept", text: shorter.text, reason: reason, new: nil)
    case .shortened(var shortened):
      shortened.id = shortened.fingerprint
      try store.append(.hit(shortened))
      return .init(hit: hit.id, outcome: "shortened", text: shortened.trigger.text, reason: nil, new: shortened.id)
    }
  }

  /// The store's last nomination: later ones need more evidence.
  private func lastNomination(_ store: CorpusStore) throws -> Int {
    var last = 0
    try store.forEach(kinds: [.hit, .nearMiss]) { _, record in
      switch record {
      case .hit(let hit): last = max(last, hit.nomination)
      case .nearMiss(let miss): last = max(last, miss.nomination)
      default: break
      }
    }
    return last
  }

  private static func text(_ result: Document.Result) -> String {
    let text = VisibleText.quoted(result.text)
    let hit = VisibleText.line(result.hit)
    return switch result.outcome {
    case "shortened": "\(hit)  shortened to \(text), confirmed as \(result.new ?? "")\n"
    case "kept": "\(hit)  kept; \(text) is shorter, but not confirmed: \(VisibleText.line(result.reason ?? ""))\n"
    default: "\(hit)  \(text) cannot be shortened\n"
    }
  }
}
