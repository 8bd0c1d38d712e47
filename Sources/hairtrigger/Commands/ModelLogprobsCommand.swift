import ArgumentParser
import Findings
import Foundation
import Inference
import Reporting
import Targets

/// `hairtrigger model logprobs`.
struct ModelLogprobsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logprobs", abstract: "The most probable next tokens after some texts.",
    discussion: "A text is tokenized as the tokenizer does by itself: no begin token is added unless it adds one.")

  @OptionGroup var target: ModelOptions

  @Option(name: .customLong("text"), parsing: .unconditionalSingleValue, help: ArgumentHelp("A text; give it again for more.", valueName: "text"))
  var texts: [String] = []

  @Argument(help: "More texts, behind --text.")
  var moreTexts: [String] = []

  @Flag(help: "Take special tokens that are spelled in a text for what they are.")
  var special = false

  @Flag(help: "Make each text one user message, with the template's default system prompt and the generation prompt.")
  var chat = false

  @Option(help: ArgumentHelp("How many tokens to show.", valueName: "n"))
  var top = 20

  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    struct Next: Encodable {
      let id: Int32
      let token: String
      let logprob: Float
    }

    struct Result: Encodable {
      let text: String
      let ids: [Int32]
      let top: [Next]
    }

    let schema = "hairtrigger.logprobs/1"
    let results: [Result]

    enum CodingKeys: String, CodingKey { case schema, results }
  }

  func validate() throws {
    if texts.isEmpty { throw ValidationError("--text: give at least one") }
    if special && chat { throw ValidationError("--special and --chat exclude each other: a user's message holds text only") }
    if top < 1 { throw ValidationError("--top: must be at least 1") }
  }

  func run() throws {
    let model = try target.open(common)
    let texts = texts + moreTexts
    let ids = try texts.map { text in
      chat ? try model.format.tokens(Dialogue(user: text)) : model.tokenizer.encode(text, parseSpecial: special)
    }
    if let empty = ids.firstIndex(where: \.isEmpty) {
      throw CommandFault(ExitStatus.malformed, "--text number \(empty + 1): has no tokens, so nothing comes after it")
    }
    let tuned = model.tuned, count = min(top, model.configuration.vocabulary)
    // One at a time: a passage's bits are the same in any batch, and memory stays that of the longest.
    let results = try zip(texts, ids).map { text, ids in
      var next = [Document.Next]()
      try tuned.lastLogits([tuned.fitted(ids)]) { _, logits in
        next = logits.top(count, at: 0).map {
          Document.Next(id: $0.token, token: model.tokenizer.decode([$0.token]), logprob: $0.logProbability)
        }
      }
      return Document.Result(text: text, ids: ids, top: next)
    }
    if common.json { return try Output.write(JSONText.encode(Document(results: results), indented: true) + "\n") }
    var lines = [String]()
    for result in results {
      lines.append("\(VisibleText.quoted(result.text))  \(result.ids.count) tokens")
      lines += result.top.map { next in
        "  " + String(format: "%9.4f", Double(next.logprob)) + "  \(next.id)  \(VisibleText.quoted(next.token))"
      }
    }
    try Output.write(lines.joined(separator: "\n") + "\n")
  }
}

extension Transformer {
  /// A text as a passage that fits a panel.
  fileprivate func fitted(_ tokens: [Int32]) throws -> Passage {
    try passages([tokens]).first ?? Passage(tokens: tokens)
  }
}
