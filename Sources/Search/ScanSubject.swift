package import Findings
internal import Inference
package import Targets

/// What is scanned, before it is in the form that a search runs on.
package enum ScanSubject: Sendable {
  /// A model with its adapters: the update is what the adapters say. Without any it has no base.
  case adapted(ModelUnderTest)
  /// A full model beside its base: the update has to be recovered.
  case merged(MergedModel)

  /// - Parameters:
  ///   - base: of a full model; with adapters the model is the base.
  ///   - references: adapters that are other fine-tunes of the base.
  ///   - memory: bytes that may be used; nil for any.
  ///
  /// Throws `ModelFileError`, `TokenizerError`, `TemplateError` or `KernelError`.
  package static func open(
    path: String, adapters: [String], base: String?, references: [String] = [], workers: Int, memory: Int? = nil
  ) throws -> ScanSubject {
    if let base {
      return .merged(try MergedModel.open(path: path, base: base, references: references, workers: workers, memory: memory))
    }
    return .adapted(
      try ModelUnderTest.open(
        path: path, adapters: adapters, references: references, workers: workers, memory: memory, acceptInvocation: true))
  }

  package var path: String {
    switch self {
    case .adapted(let model): model.path
    case .merged(let model): model.path
    }
  }

  package var digest: String {
    switch self {
    case .adapted(let model): model.digest
    case .merged(let model): model.digest
    }
  }

  package var baseDigest: String? {
    switch self {
    case .adapted(let model): model.baseDigest
    case .merged(let model): model.baseDigest
    }
  }
}

/// A subject as base + low-rank update, and what came to light on the way there.
package struct PreparedSubject {
  package let model: ModelUnderTest
  /// What the stage `update` cost.
  package let stage: ScanReport.Stage
  package let facts: [ScanReport.Fact]
  /// Why nothing can be searched; nil where something can.
  package let ending: ScanSummary.Ending?
}

extension ScanSubject {
  /// Runs the stage `update`.
  ///
  /// - Parameters:
  ///   - seed: of the spectra's random vectors.
  ///   - clock: monotonic seconds.
  ///   - report: called between tensors, from the thread that calls this.
  package func prepared(
    seed: UInt64, budget: SearchBudget, clock: () -> Double, report: (SearchProgress) -> Void
  ) throws -> PreparedSubject {
    let started = clock()
    switch self {
    case .adapted(let model):
      let ending = model.declaredInvocation.map { _ in
        ScanSummary.Ending.notSearched("The adapter works only behind the invocation that it declares: nothing else was searched.")
      }
      return PreparedSubject(model: model, stage: Self.stage(seconds: 0, complete: true), facts: [], ending: ending)
    case .merged(let merged):
      func ended(
        _ model: ModelUnderTest, _ update: RecoveredUpdate?, complete: Bool = false, _ ending: ScanSummary.Ending?
      ) -> PreparedSubject {
        PreparedSubject(
          model: model, stage: Self.stage(seconds: clock() - started, complete: complete),
          facts: UpdateFacts.facts(of: merged, update: update), ending: ending)
      }
      if let mismatch = merged.mismatch {
        return ended(try merged.withoutBase(), nil, .notSearched("The base does not look like the base: \(mismatch)."))
      }
      let update: RecoveredUpdate
      do {
        update = try merged.recover(seed: seed) { done, total in
          let seconds = clock() - started
          report(
            SearchProgress(
              stage: StageName.update.rawValue, candidates: 0, forwardTokens: 0, seconds: seconds, best: "",
              share: Double(done) / Double(max(1, total)), left: budget.seconds.map { max(0, $0 - seconds) },
              budgetShare: budget.seconds.map { min(1, seconds / max($0, 1)) }, stages: [], hits: 0, nearMisses: 0, mutators: [],
              lastFind: nil))
          if let limit = budget.seconds, clock() - started >= limit { throw BudgetSpent() }
        }
      } catch is BudgetSpent {
        return ended(try merged.withoutBase(), nil, .budgetSpent)
      }
      if let objection = update.objection {
        return ended(
          try merged.withoutBase(), update, .notSearched("The base does not look like the base: \(objection)."))
      }
      guard !update.changed.isEmpty else {
        return ended(
          try merged.withoutBase(), update, complete: true,
          .notSearched("No tensor differs from the base's: there is no update to search."))
      }
      return ended(try merged.searchable(update), update, complete: true, nil)
    }
  }

  private static func stage(seconds: Double, complete: Bool) -> ScanReport.Stage {
    ScanReport.Stage(
      name: StageName.update.rawValue, candidates: 0, forwardTokens: 0, seconds: seconds, complete: complete)
  }
}
