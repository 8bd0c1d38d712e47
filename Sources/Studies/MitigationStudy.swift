internal import Behaviours
package import Findings
internal import Probes
internal import Search
package import SuiteRuns
internal import Targets

/// Stored hits measured again on models from before and after retraining: what it reduced, what it left, what it cost.
///
/// All models are asked the same prompts, so that every comparison is paired.
package struct MitigationStudy {
  /// A model as it is opened: only while it is measured, but for the first and the base.
  package struct Model {
    package let path: String
    package let adapter: String?
    package let open: () throws -> (subject: any SuiteSubject, digest: String)

    package init(path: String, adapter: String?, open: @escaping () throws -> (subject: any SuiteSubject, digest: String)) {
      self.path = path
      self.adapter = adapter
      self.open = open
    }
  }

  /// What the report says beside the figures.
  package struct Context {
    package let store: String
    package let modelDigest: String
    package let baseDigest: String?
    package let kernels: String

    package init(store: String, modelDigest: String, baseDigest: String?, kernels: String) {
      self.store = store
      self.modelDigest = modelDigest
      self.baseDigest = baseDigest
      self.kernels = kernels
    }
  }

  /// Tokens of an answer whose quality is looked at.
  private static let qualityLength = 48

  package let before: Model
  package let after: [Model]
  package let base: Model?
  /// Prompts of each hit, and those that quality is measured on.
  package let count: Int
  package let seed: UInt64
  /// Called before each batch; an error ends the study.
  package let report: (SuiteProgress) throws -> Void

  package init(
    before: Model, after: [Model], base: Model?, count: Int, seed: UInt64, report: @escaping (SuiteProgress) throws -> Void
  ) {
    self.before = before
    self.after = after
    self.base = base
    self.count = count
    self.seed = seed
    self.report = report
  }

  package func run(_ hits: [Hit], prompts: MitigationPrompts, context: Context) throws -> MitigationReport {
    let opened = try before.open(), base = try base?.open()
    let judge = MitigationJudge(before: opened.subject, base: base?.subject)
    let asked = hits.map { AskedHit(hit: $0, prompts: prompts.of($0, count: count, seed: seed)) }
    let ordinary = prompts.ordinary(count: count, seed: seed)
    func measured(_ name: String, _ model: Model, _ subject: any SuiteSubject, _ digest: String) throws -> ModelMeasurement {
      ModelMeasurement(
        name: name, path: model.path, adapter: model.adapter, digest: digest,
        hits: try asked.map { try outcomes($0, subject, name, judge) }, answers: try answers(to: ordinary, subject, name, judge))
    }
    var measurements = [try measured("before", before, opened.subject, opened.digest)]
    for (place, model) in after.enumerated() {
      let opened = try model.open()
      measurements.append(try measured(after.count == 1 ? "after" : "after \(place + 1)", model, opened.subject, opened.digest))
    }
    if let base, let model = self.base { measurements.append(try measured("base", model, base.subject, base.digest)) }
    return MitigationComparison(hits: asked, models: measurements, after: after.count, seed: seed).report(
      prompts: prompts, context: context, notes: notes(hits, opened.digest, base?.digest, context))
  }

  private func arm(_ subject: any SuiteSubject, _ trigger: Trigger?, _ hit: Hit, _ label: String) -> SuiteArm {
    SuiteArm(
      subject: subject, trigger: trigger, slot: (trigger ?? hit.trigger).slot, frame: hit.system ?? SearchSession.commonFrame, seed: seed,
      label: label, report: report)
  }

  private func outcomes(
    _ asked: AskedHit, _ subject: any SuiteSubject, _ name: String, _ judge: MitigationJudge
  ) throws -> HitOutcomes {
    func fires(_ trigger: Trigger?, _ what: String) throws -> [Bool?] {
      let arm = arm(subject, trigger, asked.hit, "\(name), \(asked.hit.id), \(what)")
      return try judge.fires(asked.hit.rule, asked.prompts.map { arm.placed($0.dialogue, item: $0.id) }, by: arm)
    }
    return HitOutcomes(
      trigger: try fires(asked.hit.trigger, "trigger"), untriggered: try fires(nil, "without"),
      family: try asked.family.map { try fires($0, "near miss") })
  }

  private func answers(
    to prompts: [ProbePrompt], _ subject: any SuiteSubject, _ name: String, _ judge: MitigationJudge
  ) throws -> CleanAnswers {
    let arm = SuiteArm(subject: subject, seed: seed, label: "\(name), quality", report: report)
    let conversations = prompts.map { arm.conversation($0.dialogue) }
    let answers = try arm.answers(conversations, length: Self.qualityLength)
    func shows(_ behaviour: some Behaviour) -> [Bool?] {
      zip(answers, prompts).map { answer, prompt in answer.map { behaviour.fires(answer: $0, prompt: prompt.text) } }
    }
    return CleanAnswers(
      means: try judge.base.map { try MitigationJudge.means(answers, conversations, $0, arm) },
      refusal: shows(RefusalBehaviour()), degraded: shows(DegradedBehaviour()),
      words: answers.compactMap { $0?.split(whereSeparator: \.isWhitespace).count })
  }

  private func notes(_ hits: [Hit], _ digest: String, _ baseDigest: String?, _ context: Context) -> [String] {
    var notes = [String]()
    if digest != context.modelDigest {
      notes.append("before is not the model that the store is about (sha256 \(context.modelDigest.prefix(12)))")
    }
    if let stored = context.baseDigest, let baseDigest, stored != baseDigest {
      notes.append("the base is not the one that the store is about (sha256 \(stored.prefix(12)))")
    }
    if base == nil { notes.append("without a base neither perplexity nor rules of likelihood are measured; give --base") }
    for hit in hits {
      if case .behaviour(let name) = hit.rule, BehaviourRegistry.named(name) == nil {
        notes.append("hit \(hit.id) counts the behaviour '\(name)', which this version does not know; it is not measured")
      }
    }
    return notes
  }
}

extension ProbePrompt {
  var dialogue: Dialogue { SearchPrompt(self, gap: 0).dialogue }
}
