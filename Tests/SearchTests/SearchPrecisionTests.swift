import Inference
import Search
import Targets
import Testing

@Suite("Precision of a search", .enabled(if: Precision.ofSearch == .bfloat16)) struct SearchPrecisionTests {
  private static func logits(_ model: Transformer?) throws -> [Float] {
    var result = [Float]()
    try model?.lastLogits([Passage(tokens: [504, 260, 216, 33])]) { _, logits in result = logits.logProbabilities(at: 0) }
    return result
  }

  @Test("A search sorts in the processor's faster precision; what it confirms is asked with the bits of single precision")
  func confirming() throws {
    let opened = try PlantedSearchTests.model.get(), session = try PlantedSearchTests.session()
    #expect(opened.tuned.precision == .single)
    #expect(session.model.tuned.precision == .bfloat16 && session.runner.base.precision == .bfloat16)
    let confirmed = try session.confirmingRunner().model
    for (sorting, exact, wanted) in [
      (session.model.tuned, confirmed.tuned, opened.tuned), (session.model.comparison, confirmed.comparison, opened.comparison),
    ] {
      #expect(exact.precision == .single)
      let bits = try Self.logits(wanted)
      #expect(try Self.logits(exact) == bits)
      #expect(try Self.logits(sorting) != bits)
    }
  }
}
