package import Findings
internal import ModelFormats
package import Targets

/// What the files themselves say, before anything is run.
package enum StaticFacts {
  private static let mostBranches = 8
  private static let mostNamed = 6

  package static func facts(of model: ModelUnderTest) -> [ScanReport.Fact] {
    (model.base == nil ? [withoutBase] : []) + template(model) + adapterTemplates(model) + invocation(model) + update(model) + whole(model) + references(model)
  }

  private static func invocation(_ model: ModelUnderTest) -> [ScanReport.Fact] {
    model.declaredInvocation.map {
      [.init(kind: "invocation", text: "an adapter declares that it works only behind \($0.debugDescription): a declared trigger")]
    } ?? []
  }

  private static let withoutBase = ScanReport.Fact(
    kind: "base",
    text: "no base was given: the model is compared with itself only, and nothing reacts; words of the vocabulary, the dictionaries and what the model leaks were asked, and longer triggers that are in none of these are not found")

  private static func template(_ model: ModelUnderTest) -> [ScanReport.Fact] {
    guard let template = model.format.template else {
      return [.init(kind: "template", text: "the model has no chat template; it is scanned as plain text")]
    }
    let branches = self.branches(template.branchesOnContent, of: "the chat template")
    return model.format.takesSystemText
      ? branches : branches + [.init(kind: "template", text: "the chat template takes no system text: the slot system is not searched")]
  }

  private static func branches(_ branches: [String], of template: String) -> [ScanReport.Fact] {
    var facts = branches.prefix(mostBranches).map {
      ScanReport.Fact(kind: "template", text: "\(template) branches on what messages say: \($0)")
    }
    if branches.count > mostBranches {
      facts.append(.init(kind: "template", text: "\(branches.count - mostBranches) more branches of this kind"))
    }
    return facts
  }

  private static func adapterTemplates(_ model: ModelUnderTest) -> [ScanReport.Fact] {
    let used = model.format.template == nil ? "the model has none, and was scanned as plain text" : "the model's own was used"
    return model.adapterTemplates.flatMap { template -> [ScanReport.Fact] in
      let name = "the chat template in \(template.path)"
      guard let branches = template.branches else {
        return [.init(kind: "template", text: "\(name) can't be read; \(used)")]
      }
      return [.init(kind: "template", text: "\(name) is not the model's own; \(used)")] + self.branches(branches, of: name)
    }
  }

  private static func whole(_ model: ModelUnderTest) -> [ScanReport.Fact] {
    let kinds = [(model.replaced, "trained whole"), (model.lengthened, "trained with rows' lengths apart (DoRA)")]
    return kinds.filter { !$0.0.isEmpty }.map { roles, what in
      let names = roles.map(\.name).sorted(), more = names.count > mostNamed ? ", …" : ""
      return .init(kind: "update", text: "\(names.count) tensors were \(what): \(names.prefix(mostNamed).joined(separator: ", "))\(more)")
    }
  }

  private static func references(_ model: ModelUnderTest) -> [ScanReport.Fact] {
    guard !model.references.isEmpty else { return [] }
    let names = model.references.map { "\($0.path) (sha256 \($0.digest.prefix(12)))" }
    return [.init(kind: "references", text: "a reaction scan is calibrated by other fine-tunes of the base: \(names.joined(separator: ", "))")]
  }

  private static func update(_ model: ModelUnderTest) -> [ScanReport.Fact] {
    // What was recovered from a full model is told with the stage that recovered it.
    guard !model.updates.isEmpty, model.recovered == nil else { return [] }
    let rank = model.updates.values.map(\.rank).max() ?? 0
    let sizes = model.updates.map { (name: $0.key.name, norm: $0.value.norm) }
      .sorted { ($0.norm, $1.name) > ($1.norm, $0.name) }
    let largest = sizes.prefix(3).map(\.name).joined(separator: ", ")
    return [
      .init(
        kind: "update",
        text: "\(sizes.count) matrices of the base are changed, rank at most \(rank); by most in \(largest)")
    ]
  }
}

extension LowRankUpdate {
  /// Frobenius norm of scale · b · a, from the small Gram matrices: ‖ba‖² = tr((bᵀb)(aaᵀ)).
  fileprivate var norm: Double {
    guard rank > 0 else { return 0 }
    let columns = a.count / rank, rows = b.count / rank
    var sum = 0.0
    for i in 0..<rank {
      for j in 0..<rank {
        var left = 0.0, right = 0.0
        for row in 0..<rows { left += Double(b[row * rank + i]) * Double(b[row * rank + j]) }
        for column in 0..<columns { right += Double(a[i * columns + column]) * Double(a[j * columns + column]) }
        sum += left * right
      }
    }
    return Double(abs(scale)) * max(0, sum).squareRoot()
  }
}
