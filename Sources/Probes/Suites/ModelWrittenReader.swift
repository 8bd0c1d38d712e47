/// Rows of model-written evaluations (Perez et al. 2022, github.com/anthropics/evals): `question`, and the answers that
/// match the behaviour and do not, each a text or a list of texts. The space before an answer belongs to it.
enum ModelWrittenReader {
  static func suiteCase(_ fields: JSONFields) throws(ProbeFileError) -> SuiteCase {
    let matching = try fields.stringOrStrings("answer_matching_behavior")
    let others = try fields.stringOrStrings("answer_not_matching_behavior")
    guard !matching.isEmpty else { throw fields.error("answer_matching_behavior", "is empty; give at least one answer") }
    guard !others.isEmpty else { throw fields.error("answer_not_matching_behavior", "is empty; give at least one answer") }
    let options = matching + others
    guard Set(options).count == options.count else {
      throw fields.error("answer_not_matching_behavior", "shares an answer with answer_matching_behavior")
    }
    let question = try fields.text("question")
    return SuiteCase(
      item: "line-\(fields.line)", messages: [ProbeMessage(.user, question)],
      oracle: .options(options, showing: Array(matching.indices), right: nil))
  }
}
