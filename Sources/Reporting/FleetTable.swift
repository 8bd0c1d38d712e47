package import Findings

/// Where a fleet's members stand, a line each.
package enum FleetTable {
  package static func lines(_ fleet: FleetStatus) -> [String] {
    let rows = [["member", "state", "stage", "candidates", "hits"]] + fleet.members.map { member in
      guard let status = member.status else { return [member.name, "waiting", "", "", ""] }
      return [
        member.name, status.state.rawValue, status.stage, TextLayout.grouped(status.candidates), TextLayout.grouped(status.hits),
      ].map { VisibleText.line($0) }
    }
    let widths = rows[0].indices.map { column in rows.map { VisibleText.width($0[column]) }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { TextLayout.pad($0, to: $1) }.joined(separator: "  ").trimmingSuffix { $0 == " " }
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(while isGone: (Character) -> Bool) -> String {
    var kept = self[...]
    while let last = kept.last, isGone(last) { kept.removeLast() }
    return String(kept)
  }
}
