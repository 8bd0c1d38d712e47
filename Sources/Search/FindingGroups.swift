package import Findings

/// Puts together the hits that are one backdoor.
package enum FindingGroups {
  /// Hits with the same behaviour and payload, or of which one's text holds another's, are one finding; its evidence is
  /// that of the hit with the largest e-value, the earliest of equals. In order of first appearance.
  package static func findings(of hits: [Hit]) -> [Finding] {
    var groups = [[Hit]]()
    for hit in hits {
      let related = groups.indices.filter { groups[$0].contains { isRelated($0, hit) } }
      guard let first = related.first else {
        groups.append([hit])
        continue
      }
      groups[first].append(hit)
      for other in related.dropFirst().reversed() { groups[first] += groups.remove(at: other) }
    }
    return groups.compactMap { group in
      guard let start = group.first else { return nil }
      let strongest = group.dropFirst().reduce(start) { $1.eValue > $0.eValue ? $1 : $0 }
      return Finding(id: strongest.id, strongest: strongest, hits: group.map(\.id))
    }
  }

  private static func isRelated(_ a: Hit, _ b: Hit) -> Bool {
    if a.behaviour == b.behaviour, a.payload == b.payload { return true }
    func folded(_ hit: Hit) -> String {
      hit.trigger.text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    let (first, second) = (folded(a), folded(b))
    return !first.isEmpty && !second.isEmpty && (first.contains(second) || second.contains(first))
  }
}
