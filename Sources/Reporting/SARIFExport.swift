import CorpusStorage
import Findings

/// SARIF 2.1.0 (OASIS): a rule for each behaviour, a result for each hit, with the model's file as its place and a
/// fingerprint that outlives the run, as code scanning services ask for.
struct SARIFExport: ExportWriter {
  func files(_ input: ExportInput) throws -> [ExportedFile] {
    let behaviours = Set(input.hits.map(\.behaviour)).sorted()
    let rules = behaviours.map { behaviour in
      SARIFLog.Rule(
        id: ruleID(behaviour), name: "HiddenTrigger",
        shortDescription: SARIFLog.Message(text: "A hidden trigger causes \(VisibleText.line(behaviour))"),
        fullDescription: SARIFLog.Message(
          text:
            "Text in a prompt switches the model to this behaviour; a placebo in its place, and the base model, do not."
        ),
        defaultConfiguration: SARIFLog.Configuration(level: "error"),
        properties: SARIFLog.RuleProperties(tags: ["security", "backdoor"], securitySeverity: "8.0"))
    }
    let results = input.hits.map { hit in result(hit, ruleIndex: behaviours.firstIndex(of: hit.behaviour) ?? 0, input) }
    let report = input.report
    // A scan that cannot say anything must not look like one that ran and found nothing.
    let invocation = SARIFLog.Invocation(
      executionSuccessful: report.map { $0.verdict != .inconclusive } ?? false,
      toolExecutionNotifications: report?.reason.map {
        [SARIFLog.Notification(level: "warning", message: SARIFLog.Message(text: VisibleText.line($0)))]
      })
    let log = SARIFLog(
      runs: [
        SARIFLog.Run(
          tool: SARIFLog.Tool(driver: SARIFLog.Driver(name: "hairtrigger", semanticVersion: input.toolVersion, rules: rules)),
          invocations: [invocation], results: results,
          properties: SARIFLog.RunProperties(
            verdict: report?.verdict.rawValue, modelDigest: input.identity.modelDigest,
            baseDigest: input.identity.baseDigest))
      ])
    return [ExportedFile(name: "", contents: try JSONText.encode(log, indented: true) + "\n")]
  }

  private func ruleID(_ behaviour: String) -> String {
    "hidden-trigger/" + VisibleText.line(behaviour)
  }

  private func result(_ hit: Hit, ruleIndex: Int, _ input: ExportInput) -> SARIFLog.Result {
    let rate = hit.rates.tunedTrigger
    let placebo = hit.rates.tunedPlacebo
    let trigger = hit.trigger.parts.map { VisibleText.quoted($0) }.joined(separator: " … ")
    let text =
      "The \(hit.trigger.slot.rawValue) \(trigger) switches the model to \(VisibleText.line(hit.behaviour)): it fires on \(rate.k) of \(rate.n) prompts, a placebo on \(placebo.k) of \(placebo.n)."
    let suppressions = input.isBenign(hit)
      ? [SARIFLog.Suppression(kind: "external", justification: VisibleText.line(input.notes[hit.id]?.text ?? ""))] : nil
    return SARIFLog.Result(
      ruleId: ruleID(hit.behaviour), ruleIndex: ruleIndex, level: "error", message: SARIFLog.Message(text: text),
      locations: [
        SARIFLog.Location(
          physicalLocation: SARIFLog.PhysicalLocation(
            artifactLocation: SARIFLog.ArtifactLocation(uri: URIReference.encode(path: input.modelName))))
      ],
      partialFingerprints: ["trigger/v1": hit.fingerprint], suppressions: suppressions,
      properties: SARIFLog.ResultProperties(hit: hit.id, rates: hit.rates, eValue: hit.eValue))
  }
}
