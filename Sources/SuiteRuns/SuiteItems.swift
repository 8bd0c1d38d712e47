internal import Probes

/// The cases of one item, by variant.
struct SuiteItem {
  let id: String
  let variants: [String: SuiteCase]
}

extension Suite {
  /// Items in order of first appearance.
  var groupedItems: [SuiteItem] {
    let byItem = Dictionary(grouping: cases, by: \.item)
    return items.map { id in
      SuiteItem(id: id, variants: Dictionary((byItem[id] ?? []).map { ($0.variant, $0) }) { first, _ in first })
    }
  }

  /// Variants in order of first appearance.
  var variantNames: [String] {
    var seen = Set<String>()
    return cases.map(\.variant).filter { seen.insert($0).inserted }
  }

  /// Cases of a variant; all where the suite has none of that name, as in files of one variant.
  func cases(of variant: String) -> [SuiteCase] { cases.filter { $0.variant == variant } }
}
