import ArgumentParser
import Findings
import ModelFormats
import Reporting
import Search
import Targets

/// `hairtrigger model inspect`.
struct ModelInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "inspect", abstract: "What is in a model's files.")

  @OptionGroup var target: ModelOptions
  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    struct TypeCount: Encodable {
      let type: String
      let tensors: Int
    }

    struct Shape: Encodable {
      let layers, width, heads, keyValueHeads, headSize, feedForwardWidth, vocabulary, contextLength: Int
      let tiedOutput: Bool

      enum CodingKeys: String, CodingKey {
        case layers, width, heads
        case keyValueHeads = "key_value_heads"
        case headSize = "head_size"
        case feedForwardWidth = "feed_forward_width"
        case vocabulary
        case contextLength = "context_length"
        case tiedOutput = "tied_output"
      }
    }

    struct Speech: Encodable {
      let tokens: Int
      let beginOfSequence: Int32?
      let endOfSequence: [Int32]
      let addsBeginOfSequence: Bool
      let chatTemplate: Bool
      let defaultSystem: String

      enum CodingKeys: String, CodingKey {
        case tokens
        case beginOfSequence = "begin_of_sequence"
        case endOfSequence = "end_of_sequence"
        case addsBeginOfSequence = "adds_begin_of_sequence"
        case chatTemplate = "chat_template"
        case defaultSystem = "default_system"
      }
    }

    let schema = "hairtrigger.inspect/1"
    let path, digest, family: String
    let baseDigest: String?
    let adapters: [String]
    let parameters: Int
    let shape: Shape
    let types: [TypeCount]
    let tokenizer: Speech
    let facts: [ScanReport.Fact]

    enum CodingKeys: String, CodingKey {
      case schema, path, digest, family
      case baseDigest = "base_digest"
      case adapters, parameters, shape, types, tokenizer, facts
    }
  }

  func run() throws {
    let model = try target.open(common, acceptInvocation: true)
    let document = Self.document(model, adapters: target.adapters)
    try Output.write(common.json ? JSONText.encode(document, indented: true) + "\n" : Self.text(document))
  }

  private static func document(_ model: ModelUnderTest, adapters: [String]) -> Document {
    let shape = model.configuration, tokenizer = model.tokenizer
    return Document(
      path: model.path, digest: model.digest, family: shape.family.rawValue, baseDigest: model.baseDigest,
      adapters: adapters,
      parameters: shape.expectedShapes.reduce(0) { $0 + $1.shape.reduce(1, *) },
      shape: .init(
        layers: shape.layers, width: shape.width, heads: shape.heads, keyValueHeads: shape.keyValueHeads,
        headSize: shape.headSize, feedForwardWidth: shape.feedForwardWidth, vocabulary: shape.vocabulary,
        contextLength: shape.contextLength, tiedOutput: shape.tiedOutput),
      types: model.types.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { .init(type: $0.key, tensors: $0.value) },
      tokenizer: .init(
        tokens: tokenizer.vocabularyCount, beginOfSequence: tokenizer.beginOfSequence,
        endOfSequence: tokenizer.endOfSequence.sorted(), addsBeginOfSequence: tokenizer.addsBeginOfSequence,
        chatTemplate: model.format.template != nil, defaultSystem: model.format.defaultSystem),
      facts: StaticFacts.facts(of: model))
  }

  private static func text(_ document: Document) -> String {
    let shape = document.shape, speech = document.tokenizer
    var rows = [
      ("model", document.path), ("family", document.family), ("sha256", document.digest),
      ("parameters", "\(document.parameters)"),
      ("shape", "\(shape.layers) layers of width \(shape.width), \(shape.heads) heads of \(shape.headSize) (\(shape.keyValueHeads) for keys and values), feed-forward \(shape.feedForwardWidth), context \(shape.contextLength)"),
      ("types", document.types.map { "\($0.type) × \($0.tensors)" }.joined(separator: ", ")),
      ("tokenizer", "\(speech.tokens) tokens, end \(speech.endOfSequence.map(String.init).joined(separator: " "))\(speech.addsBeginOfSequence ? ", adds a begin token" : "")"),
      ("template", speech.chatTemplate ? "yes" : "none; plain text"),
    ]
    if !speech.defaultSystem.isEmpty { rows.append(("system", speech.defaultSystem)) }
    rows += document.adapters.map { ("adapter", $0) }
    if let base = document.baseDigest { rows.append(("base", "sha256 \(base)")) }
    rows += document.facts.map { ($0.kind, $0.text) }
    return rows.map { label, value in
      label + String(repeating: " ", count: max(1, 12 - label.count)) + VisibleText.line(value)
    }.joined(separator: "\n") + "\n"
  }
}
