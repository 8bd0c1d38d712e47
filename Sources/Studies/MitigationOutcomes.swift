internal import Findings
internal import Probes
internal import Search

/// A hit, the prompts that all models are asked, and its trigger's near misses.
struct AskedHit {
  private static let mostRelatives = 12

  let hit: Hit
  let prompts: [ProbePrompt]
  let family: [Trigger]

  init(hit: Hit, prompts: [ProbePrompt]) {
    self.hit = hit
    self.prompts = prompts
    // What the store knows first (relatives that were measured, and the texts that it was shortened from), then what is near:
    // retraining on the one text may leave them as they were.
    let isSingle = hit.trigger.parts.count == 1
    let measured = isSingle ? hit.family.map { Trigger($0.text, slot: $0.slot ?? hit.trigger.slot) } : []
    let longer = isSingle ? hit.trail.filter { $0.contains(hit.trigger.text) }.map { Trigger($0, slot: hit.trigger.slot) } : []
    var seen: Set = [hit.trigger]
    family = Array(
      (longer + measured + TriggerFamily.near(hit.trigger, slots: Slot.allCases)).filter { seen.insert($0).inserted }
        .prefix(Self.mostRelatives))
  }
}

/// Whether each prompt's answer fires, by prompt; nil where nothing can be said.
struct HitOutcomes {
  let trigger: [Bool?]
  let untriggered: [Bool?]
  /// By relative.
  let family: [[Bool?]]
}

/// Answers without a trigger, by prompt.
struct CleanAnswers {
  /// Mean log-probability per token under the base, in nats; nil without a base.
  let means: [Double?]?
  let refusal: [Bool?]
  let degraded: [Bool?]
  /// Of each answer that there is.
  let words: [Int]
}

/// What one model did.
struct ModelMeasurement {
  let name: String
  let path: String
  let adapter: String?
  let digest: String
  /// In the order of the study's hits.
  let hits: [HitOutcomes]
  let answers: CleanAnswers
}
