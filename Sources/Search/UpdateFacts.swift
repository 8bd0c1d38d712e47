package import Findings
internal import ModelFormats
package import Targets

/// What differs between a full model and its base, in lines: which tensors, by how much, and what of it is kept.
package enum UpdateFacts {
  private static let mostRows = 12
  private static let mostTensors = 6

  package static func facts(of merged: MergedModel, update: RecoveredUpdate?) -> [ScanReport.Fact] {
    speech(merged.speech) + settings(merged) + (update.map(self.update) ?? [])
  }

  private static func speech(_ difference: SpeechDifference) -> [ScanReport.Fact] {
    var facts = [ScanReport.Fact]()
    switch difference.template {
    case .different: facts.append(.init(kind: "template", text: "the chat template differs from the base's"))
    case .added: facts.append(.init(kind: "template", text: "the base has no chat template"))
    case .removed: facts.append(.init(kind: "template", text: "the base has a chat template, the model none"))
    case .same, .none: break
    }
    if difference.baseTokens != difference.tokens {
      facts.append(
        .init(kind: "tokenizer", text: "the tokenizer has \(difference.tokens) tokens, the base's \(difference.baseTokens)"))
    }
    if !difference.differing.isEmpty {
      let first = difference.differing.prefix(mostRows).map(String.init).joined(separator: ", ")
      facts.append(.init(kind: "tokenizer", text: "\(difference.differing.count) ids mean something else than in the base: \(first)"))
    }
    return facts
  }

  private static func settings(_ merged: MergedModel) -> [ScanReport.Fact] {
    merged.settings.map { .init(kind: "settings", text: "\($0.name) is \($0.model), the base's \($0.base)") }
  }

  private static func update(_ update: RecoveredUpdate) -> [ScanReport.Fact] {
    let changed = update.changed
    var facts = [
      ScanReport.Fact(kind: "update", text: "\(changed.count) of \(update.changes.count) tensors differ from the base's")
    ]
    for kind in kinds(of: changed) { facts.append(.init(kind: "update", text: line(kind))) }
    let unmatched = update.unmatched
    if !unmatched.isEmpty {
      let pairs = Set(unmatched.map { "\($0.type) against \($0.baseType)" }).sorted().joined(separator: ", ")
      let names = unmatched.prefix(mostTensors).map(\.role.name).joined(separator: ", ")
      let more = unmatched.count > mostTensors ? " and \(unmatched.count - mostTensors) more" : ""
      facts.append(
        .init(
          kind: "quantisation",
          text: "rounding could not be matched (\(pairs)) in \(names)\(more): their differences hold the rounding of one side"))
    }
    return facts
  }

  /// Changed tensors of one kind, such as all queries, in the model's order.
  private static func kinds(of changes: [TensorChange]) -> [[TensorChange]] {
    var order = [String](), groups = [String: [TensorChange]]()
    for change in changes {
      if groups[change.role.kind] == nil { order.append(change.role.kind) }
      groups[change.role.kind, default: []].append(change)
    }
    return order.compactMap { groups[$0] }
  }

  private static func line(_ changes: [TensorChange]) -> String {
    guard let first = changes.first else { return "" }
    var text = first.role.kind
    let layers = changes.compactMap(\.role.layer)
    if !layers.isEmpty { text += " of layer\(layers.count == 1 ? "" : "s") \(ranges(layers))" }
    text += ": changed by \(span(changes.map { $0.relativeNorm * 100 }, digits: 2))% of the norm"
    guard first.isMatrix else { return text }
    if first.role.layer == nil { text += " in \(first.rowsChanged) of \(first.shape[0]) rows" }
    guard changes.contains(where: { $0.keptShare > 0 }) else { return text + "; nothing of it stands above noise" }
    text += "; kept: "
    if changes.contains(where: { $0.rank > 0 }) {
      let ranks = span(changes.map { Double($0.rank) }, digits: 0)
      text += "\(ranks) direction\(ranks == "1" ? "" : "s"), "
    }
    text += "\(span(changes.map { $0.keptShare * 100 }, digits: 0))% of the change"
    return text
  }

  /// `0–3, 7`.
  private static func ranges(_ numbers: [Int]) -> String {
    var runs = [ClosedRange<Int>]()
    for number in numbers.sorted() {
      if let last = runs.last, last.upperBound + 1 == number {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }.joined(separator: ", ")
  }

  /// `1.2 to 3.4`, or one number.
  private static func span(_ values: [Double], digits: Int) -> String {
    let low = rounded(values.min() ?? 0, digits), high = rounded(values.max() ?? 0, digits)
    return low == high ? low : "\(low) to \(high)"
  }

  private static func rounded(_ value: Double, _ digits: Int) -> String {
    let scale = digits == 0 ? 1.0 : digits == 1 ? 10 : 100
    let result = (value * scale).rounded() / scale
    return digits == 0 ? "\(Int(result))" : "\(result)"
  }
}

extension TensorRole {
  /// What the tensor is, whatever its layer.
  fileprivate var kind: String {
    guard case .layer(_, let tensor) = self else { return name }
    return tensor.rawValue
  }

  fileprivate var layer: Int? {
    guard case .layer(let index, _) = self else { return nil }
    return index
  }
}
