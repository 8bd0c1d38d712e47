import ArgumentParser
import Findings
import Foundation
import Reporting
import Targets

/// `hairtrigger model diff`.
struct ModelDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "What differs between two models: tensors, tokenizer, chat template.",
    discussion: "Each is a GGUF file or a Hugging Face folder. Measures are of B − A, relative to A.")

  @Argument(help: "The model before, such as a base.")
  var a: String

  @Argument(help: "The model after, such as a fine-tune of it.")
  var b: String

  @OptionGroup var common: CommonOptions

  struct Document: Encodable {
    struct Model: Encodable {
      let path, digest, family: String
      let types: [String]
    }

    struct Tensor: Encodable {
      let name: String
      let shape: [Int]
      /// A's and B's.
      let types: [String]
      let matching: String
      let relativeNorm, cosine, effectiveRank, structuredShare: Double
      let rank, rowsChanged: Int

      enum CodingKeys: String, CodingKey {
        case name, shape, types, matching
        case relativeNorm = "relative_norm"
        case cosine
        case effectiveRank = "effective_rank"
        case structuredShare = "structured_share"
        case rank
        case rowsChanged = "rows_changed"
      }
    }

    struct Tokenizer: Encodable {
      /// A's and B's.
      let tokens: [Int]
      let differing: [Int32]
    }

    struct Setting: Encodable {
      let name, a, b: String
    }

    let schema = "hairtrigger.modeldiff/1"
    let a, b: Model
    /// Why B cannot have been tuned from A; nil where it may.
    let objection: String?
    let tensorsCompared: Int
    /// Those that differ, in the model's order.
    let tensors: [Tensor]
    let notCompared: [String]
    let tokenizer: Tokenizer
    let template: String
    let settings: [Setting]

    enum CodingKeys: String, CodingKey {
      case schema, a, b, objection
      case tensorsCompared = "tensors_compared"
      case tensors
      case notCompared = "not_compared"
      case tokenizer, template, settings
    }
  }

  func run() throws {
    let pair = try MergedModel.open(path: b, base: a, workers: common.workers)
    let progress = ProgressLine(isQuiet: common.quiet)
    progress.note("comparing \(b) with \(a)")
    let document = Self.document(pair, try pair.recover(seed: common.seed))
    try Output.write(common.json ? JSONText.encode(document, indented: true) + "\n" : Self.text(document))
  }

  private static func document(_ pair: MergedModel, _ update: RecoveredUpdate) -> Document {
    Document(
      a: .init(path: pair.basePath, digest: pair.baseDigest, family: pair.baseFamily, types: pair.baseTypes),
      b: .init(path: pair.path, digest: pair.digest, family: pair.family, types: pair.types),
      objection: pair.mismatch ?? update.objection, tensorsCompared: update.changes.count,
      tensors: update.changed.map { change in
        .init(
          name: change.role.name, shape: change.shape, types: [change.baseType, change.type],
          matching: change.matching.rawValue, relativeNorm: change.relativeNorm, cosine: change.cosine,
          effectiveRank: change.effectiveRank, structuredShare: change.structuredShare, rank: change.rank,
          rowsChanged: change.rowsChanged)
      },
      notCompared: pair.notCompared.map(\.name),
      tokenizer: .init(tokens: [pair.speech.baseTokens, pair.speech.tokens], differing: pair.speech.differing),
      template: pair.speech.template.rawValue,
      settings: pair.settings.map { .init(name: $0.name, a: $0.base, b: $0.model) })
  }

  private static func text(_ document: Document) -> String {
    var lines = [
      "a            \(VisibleText.line(document.a.path))  \(document.a.types.joined(separator: ", "))",
      "b            \(VisibleText.line(document.b.path))  \(document.b.types.joined(separator: ", "))",
      "tensors      \(document.tensors.count) of \(document.tensorsCompared) differ",
    ]
    if let objection = document.objection { lines.append("not a base   \(VisibleText.line(objection))") }
    if !document.notCompared.isEmpty {
      lines.append("not compared \(document.notCompared.count): \(document.notCompared.prefix(6).joined(separator: ", "))")
    }
    let (old, new) = (document.tokenizer.tokens[0], document.tokenizer.tokens[1])
    lines.append(
      "tokenizer    \(old == new ? "\(old) tokens in both" : "\(old) and \(new) tokens"), \(document.tokenizer.differing.count) ids differ")
    lines.append("template     \(document.template)")
    lines += document.settings.map { "settings     \($0.name): \(VisibleText.line($0.a)) and \(VisibleText.line($0.b))" }
    if !document.tensors.isEmpty {
      lines.append("")
      lines.append("  norm %   eff. rank  kept   rows  types            tensor")
      lines += document.tensors.map { tensor in
        let types = Set(tensor.types).count == 1 ? tensor.types[0] : tensor.types.joined(separator: " → ")
        let note = tensor.matching == "unmatched" ? "  (rounding not matched)" : ""
        return String(
          format: "%8.3f  %10.1f  %4d %6d  ", tensor.relativeNorm * 100, tensor.effectiveRank, tensor.rank,
          tensor.rowsChanged) + types.padding(toLength: 15, withPad: " ", startingAt: 0) + "  " + tensor.name + note
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
