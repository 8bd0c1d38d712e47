package import Findings

/// Puts together the hits that are one backdoor.
package enum FindingGroups {
  /// Characters of a text that counts within another's words.
  private static let shortest = 4

  /// Why two hits are one backdoor.
  package enum Reason: String, CaseIterable {
    case samePayload = "same behaviour and payload"
    case heldText = "one text holds the other"
  }

  private struct Group {
    var hits: [Hit]
    var reasons = Set<Reason>()
  }

  /// Hits with the same behaviour and payload, or of which one's text holds another's, are one finding; its evidence is
  /// that of the hit with the largest e-value, the earliest of equals. In order of first appearance.
  package static func findings(of hits: [Hit]) -> [Finding] {
    var groups = [Group]()
    for hit in hits {
      let related = groups.indices.compactMap { index in
        groups[index].hits.lazy.compactMap { reason($0, hit) }.first.map { (index, $0) }
      }
      guard let (first, _) = related.first else {
        groups.append(Group(hits: [hit]))
        continue
      }
      groups[first].hits.append(hit)
      groups[first].reasons.formUnion(related.map(\.1))
      for (other, _) in related.dropFirst().reversed() {
        let joined = groups.remove(at: other)
        groups[first].hits += joined.hits
        groups[first].reasons.formUnion(joined.reasons)
      }
    }
    return groups.compactMap { group in
      guard let start = group.hits.first else { return nil }
      let strongest = group.hits.dropFirst().reduce(start) { $1.eValue > $0.eValue ? $1 : $0 }
      let reasons = Reason.allCases.filter(group.reasons.contains).map(\.rawValue).joined(separator: "; ")
      return Finding(
        id: strongest.id, strongest: strongest, hits: group.hits.map(\.id), groupedBy: reasons.isEmpty ? nil : reasons)
    }
  }

  private static func reason(_ a: Hit, _ b: Hit) -> Reason? {
    if a.behaviour == b.behaviour, a.payload == b.payload { return .samePayload }
    let (first, second) = (folded(a), folded(b))
    return holds(first, second) || holds(second, first) ? .heldText : nil
  }

  /// Without case, and with one space between words.
  private static func folded(_ hit: Hit) -> String {
    hit.trigger.text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Whether a text has the other in it; a short one as words of its own, since `a` stands in most texts.
  private static func holds(_ text: String, _ part: String) -> Bool {
    guard !part.isEmpty else { return false }
    return part.count >= shortest ? text.contains(part) : " \(text) ".contains(" \(part) ")
  }
}
