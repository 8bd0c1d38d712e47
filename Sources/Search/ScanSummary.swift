package import Findings
internal import Statistics
internal import Targets

/// What a search came to: the verdict, by a fixed rule, and the report.
///
/// Hits make it triggered. Else, where every stage that was asked for reached its declared coverage, none was found within
/// the budget. Else it is inconclusive, with the reason.
package struct ScanSummary: Sendable {
  /// How the search came to its end.
  package enum Ending: Sendable, Equatable {
    /// All stages are through, or something was confirmed.
    case finished
    case budgetSpent
    case interrupted
    /// The model or the target failed, in one line.
    case failed(String)
    /// There is nothing that could be searched, in one sentence.
    case notSearched(String)
  }

  package let verdict: ScanReport.Verdict
  package let reason: String?
  private let report: ScanReport

  /// - Parameters:
  ///   - asked: the stages that were asked for.
  ///   - hits: the confirmed hits, named.
  ///   - adapters: paths on top of the model.
  ///   - store: the store's folder.
  package init(
    _ scanner: Scanner, asked: [StageName], ending: Ending, hits: [Hit], facts: [ScanReport.Fact], adapters: [String],
    store: String
  ) {
    let session = scanner.session, model = session.model, results = session.results
    (verdict, reason) = Self.verdict(asked: asked, stages: session.stages, ending: ending, hasHits: !hits.isEmpty,
      setAside: session.steps?.setAside.count ?? 0, hasSlots: !scanner.coveredSlots.isEmpty)
    let types = model.types.keys.sorted()
    let family = model.configuration.family.rawValue
    report = ScanReport(
      verdict: verdict, reason: reason,
      model: .init(
        path: model.path, digest: model.digest, family: family, types: types, adapters: adapters.isEmpty ? nil : adapters),
      base: model.baseDigest.map {
        .init(
          path: model.basePath ?? model.path, digest: $0, family: family, types: model.baseTypes?.keys.sorted() ?? types)
      },
      kernels: session.kernels, searchPrecision: model.tuned.precision.rawValue, seed: session.seed,
      findings: FindingGroups.findings(of: hits), quirks: results.quirks,
      nearMisses: results.nearMisses.map { .init($0.trigger, reason: $0.reason, rates: $0.rates) },
      facts: facts,
      coverage: .init(
        stages: Self.stages(scanner), slots: scanner.coveredSlots, vocabulary: scanner.hasCoveredVocabulary ? 1 : 0,
        confirmPower: Self.power(nomination: results.nominations + 1)),
      cost: .init(forwardTokens: session.forwardTokens, seconds: session.seconds), store: store)
  }

  /// The stages with what came of each, the one that has mutators with what each of them did.
  private static func stages(_ scanner: Scanner) -> [ScanReport.Stage] {
    let mutators = scanner.mutatorYields.map { ScanReport.Mutator(name: $0.name, tried: $0.tried, kept: $0.kept) }
    let results = scanner.session.results
    return scanner.session.stages.map { stage in
      let confirmed = results.hits.count { $0.stage == stage.name }
      let refused = results.nearMisses.count { $0.nomination > 0 && $0.stage == stage.name }
      return stage.with(
        nominated: confirmed + refused, confirmed: confirmed,
        mutators: stage.name == StageName.fuzz.rawValue && !mutators.isEmpty ? mutators : nil)
    }
  }

  /// The document `hairtrigger.scan/1`.
  package var document: ScanReport { report }

  /// The rule. A stage that serves others counts as through with them. What was set aside was not looked into.
  package static func verdict(
    asked: [StageName], stages: [ScanReport.Stage], ending: Ending, hasHits: Bool, setAside: Int = 0, hasSlots: Bool = true
  ) -> (ScanReport.Verdict, reason: String?) {
    if hasHits { return (.triggered, nil) }
    let short = stages.filter { !$0.complete }.map(\.name)
    let missing = asked.filter { stage in
      !stage.servesOthers && !stages.contains { $0.name == stage.rawValue }
    }.map(\.rawValue)
    let open = (short + missing).joined(separator: ", ")
    switch ending {
    case .interrupted:
      return (.inconclusive, "It was interrupted\(open.isEmpty ? "" : " before these stages were through: \(open)").")
    case .failed(let problem):
      return (.inconclusive, "It failed: \(problem).")
    case .notSearched(let reason):
      return (.inconclusive, reason)
    case .budgetSpent:
      return (.inconclusive, "The budget ended before these stages were through: \(open).")
    case .finished:
      if !hasSlots {
        return (.inconclusive, "Nothing is searched in the slots that were asked for: line and anywhere are for texts of --dictionary and for the stage fuzz, both for assemble and fuzz.")
      }
      if open.isEmpty, setAside > 0 {
        return (.inconclusive, "Set aside since the process ends or stops with them: \(setAside) candidates (see the facts).")
      }
      if open.isEmpty { return (.noneFoundWithinBudget, nil) }
      return (.inconclusive, "These stages could not be carried out: \(open).")
    }
  }

  private static func power(nomination: Int) -> ScanReport.ConfirmPower? {
    ConfirmPower.smallestEffect(plan: Confirming.plan(nomination: nomination)).map { .init(rate: $0.rate, power: $0.power) }
  }
}
