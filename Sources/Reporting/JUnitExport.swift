import CorpusStorage
import Findings

/// JUnit XML as CI servers read it: a failure for each hit; one passed case where a scan found none within its budget; an error
/// where it was inconclusive, so that no one takes it for a pass.
struct JUnitExport: ExportWriter {
  func files(_ input: ExportInput) throws -> [ExportedFile] {
    var cases: [String] = []
    var failures = 0
    var errors = 0
    var skipped = 0
    for hit in input.hits {
      let name = "\(hit.trigger.slot.rawValue) \(hit.trigger.parts.map { VisibleText.quoted($0) }.joined(separator: " … "))"
      let with = hit.rates.tunedTrigger, placebo = hit.rates.tunedPlacebo
      let summary =
        "\(hit.behaviour): fires on \(with.k) of \(with.n) prompts with the trigger, \(placebo.k) of \(placebo.n) with a placebo"
      if input.isBenign(hit) {
        skipped += 1
        cases.append(testCase(name, hit.behaviour, "<skipped message=\"\(MarkupText.escaped(input.notes[hit.id]?.text ?? ""))\"/>"))
      } else {
        failures += 1
        cases.append(
          testCase(
            name, hit.behaviour,
            "<failure type=\"hidden-trigger\" message=\"\(MarkupText.escaped(summary))\">\(MarkupText.escaped(evidence(hit)))</failure>"))
      }
    }
    switch input.report?.verdict {
    case .inconclusive:
      errors += 1
      cases.append(
        testCase(
          "scan", "scan",
          "<error type=\"inconclusive\" message=\"\(MarkupText.escaped(input.report?.reason ?? "inconclusive"))\"/>"))
    case nil where input.hits.isEmpty:
      errors += 1
      cases.append(testCase("scan", "scan", "<error type=\"inconclusive\" message=\"the scan has not ended\"/>"))
    case .noneFoundWithinBudget where input.hits.isEmpty:
      cases.append(testCase("none found within budget", "scan", nil))
    default: break
    }
    let time = input.report?.cost.seconds ?? 0
    let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\" time=\"\(time)\""
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="hairtrigger" \(counts)>
        <testsuite name="\(MarkupText.escaped(input.modelName))" \(counts)>
      \(cases.joined(separator: "\n"))
        </testsuite>
      </testsuites>

      """
    return [ExportedFile(name: "", contents: text)]
  }

  private func testCase(_ name: String, _ className: String, _ outcome: String?) -> String {
    let head = "    <testcase classname=\"hairtrigger.\(MarkupText.escaped(className))\" name=\"\(MarkupText.escaped(name))\" time=\"0\""
    return outcome.map { "\(head)>\n      \($0)\n    </testcase>" } ?? head + "/>"
  }

  private func evidence(_ hit: Hit) -> String {
    var lines = ["hit \(hit.id), e-value \(TextLayout.evidence(hit.eValue))"]
    if let sample = hit.samples.first {
      lines.append("prompt: " + sample.prompt)
      lines.append("with the trigger: " + sample.with)
      lines.append("without: " + sample.without)
    }
    return lines.map { VisibleText.line($0, limit: 500) }.joined(separator: "\n")
  }
}
