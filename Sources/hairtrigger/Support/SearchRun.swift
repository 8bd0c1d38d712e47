import CorpusStorage
import Differential
import Findings
import Inference
import Probes
import Search
import Targets
import Tokenization

/// A search from an open model to its report. Where results are kept is the caller's business.
struct SearchRun {
  let settings: ScanSettings
  let prepared: PreparedSubject
  let adapters: [String]
  let materials: SearchMaterials
  /// The store's folder, for the report.
  let store: String

  struct Outcome {
    let ending: ScanSummary.Ending
    let report: ScanReport
    let hits: [Hit]
    let statistics: [CorpusRecord]
  }

  /// - Parameters:
  ///   - steps: of a search that may be resumed.
  ///   - clock: monotonic seconds.
  ///   - isInterrupted: whether a search that spent its budget was in truth asked to stop.
  func run(
    steps: SearchSteps? = nil, clock: @escaping () -> Double, isInterrupted: () -> Bool, note: ((String) -> Void)?,
    report: @escaping (SearchProgress) -> Void
  ) throws -> Outcome {
    let model = prepared.model
    let session = SearchSession(
      model: model, placebos: PlaceboTriggers(materials.placebos, tokenizer: model.tokenizer, seed: settings.seed),
      searchPrompts: materials.searchPrompts, confirmPrompts: materials.confirmPrompts,
      frame: settings.systems.first ?? SearchSession.commonFrame, slots: settings.slots.filter { $0 != .system || model.format.takesSystemText }, behaviours: settings.behaviours,
      seed: settings.seed,
      budget: settings.budget, clock: clock, report: report,
      before: settings.stages.contains(.update) || model.basePath != nil ? [prepared.stage] : [], steps: steps)
    if let note { session.onNote = note }
    let scanner = Search.Scanner(
      session: session,
      plan: ScanPlan(
        stages: Set(settings.stages), keepGoing: settings.keepGoing, given: materials.given, dictionary: materials.dictionary,
        words: materials.words,
        fuzz: FuzzPlan(alphabet: materials.alphabet, strategy: settings.fuzzStrategy),
        furtherFrames: Array(settings.systems.dropFirst())))
    var facts = [ScanReport.Fact]()
    let ending = try ending(scanner, session: session, isInterrupted: isInterrupted, facts: &facts)
    for system in settings.systems {
      let words = session.frames.contains(system)
        ? "the system slot was searched behind the text given" : "not come to: the system slot behind the text given"
      facts.append(.init(kind: "system", text: "\(words): \(system)"))
    }
    if materials.givenLeftOut > 0 {
      facts.append(
        .init(kind: "dictionary", text: "\(materials.givenLeftOut) combinations of the dictionaries given were left out: a line has more than \(TriggerDictionary.lineLimit)"))
    }
    facts += (steps?.setAside ?? []).map { .init(kind: "set aside", text: $0.line) }
    let hits = session.results.hits.map { hit in
      var named = hit
      named.id = hit.fingerprint
      return named
    }
    let report = ScanSummary(
      scanner, asked: settings.stages, ending: ending, hits: hits, facts: facts, adapters: adapters, store: store
    ).document
    return Outcome(ending: ending, report: report, hits: hits, statistics: statistics(report))
  }

  private func ending(
    _ scanner: Search.Scanner, session: SearchSession, isInterrupted: () -> Bool, facts: inout [ScanReport.Fact]
  ) throws -> ScanSummary.Ending {
    facts = prepared.facts
    do {
      if settings.stages.contains(.static) {
        facts = try session.stage(StageName.static.rawValue) { StaticFacts.facts(of: session.model) } + facts
      }
      if let ending = prepared.ending, ending != .budgetSpent { return ending }
      if let reason = unsearchable(session) { return .notSearched(reason) }
      if prepared.ending == nil, try scanner.run(), !isInterrupted() { return .finished }
    } catch is BudgetSpent {
    } catch is SearchInterrupted {
      return .interrupted
    } catch let error as InferenceError {
      return .failed(error.description)
    } catch let error as TemplateError {
      return .failed(error.description)
    }
    return isInterrupted() ? .interrupted : .budgetSpent
  }

  /// Why nothing could be found, whatever there is.
  private func unsearchable(_ session: SearchSession) -> String? {
    if session.slots.isEmpty { return "The chat template takes no system text, and no other slot is asked for." }
    let prompts = materials.searchPrompts.count, least = Examining.leastSearchPrompts
    guard prompts < least else { return nil }
    return "\(prompts) prompts to search with are too few: \(least) are needed, and as many to confirm with; give \(2 * least) or more."
  }

  private func statistics(_ report: ScanReport) -> [CorpusRecord] {
    report.coverage.stages.map { stage in
      let counters = (stage.mutators ?? []).flatMap {
        [NamedNumber("\($0.name) tried", Double($0.tried)), NamedNumber("\($0.name) kept", Double($0.kept))]
      }
      return .stageStatistics(
        StageStatisticsRecord(
          stage: stage.name, candidates: stage.candidates, forwardTokens: stage.forwardTokens, seconds: stage.seconds,
          complete: stage.complete, counters: counters))
    }
  }
}
