/// What opening a store found out of order.
package struct StoreRecovery: Sendable, Equatable {
  /// Bytes behind the last completed append, from an append that never was: cut off when opened for writing.
  package let tornBytes: Int
  /// Files in the store that keep what was cut off.
  package let setAside: [String]
  package let indexWasRebuilt: Bool
  package let manifestWasRebuilt: Bool
  /// Damage met while opening; `check` looks everywhere.
  package let damages: [StoreDamage]

  init(_ found: StoreOpening.Found, setAside: [String]) {
    tornBytes = found.tornBytes.values.reduce(0, +)
    self.setAside = setAside
    indexWasRebuilt = found.index == .rebuilt
    manifestWasRebuilt = found.manifestWasDamaged
    damages = found.state.damages
  }

  /// One line each, for a terminal; empty when all was in order.
  package var lines: [String] {
    var lines: [String] = []
    if tornBytes > 0 {
      let kept = setAside.isEmpty ? "" : ", kept in \(setAside.joined(separator: ", "))"
      lines.append("\(tornBytes) bytes of an append that was never acknowledged\(kept)")
    }
    if manifestWasRebuilt { lines.append("store.json was missing or damaged, rebuilt from the segments") }
    for damage in damages {
      lines.append("\(damage.file) at byte \(damage.offset): \(damage.detail)")
    }
    return lines
  }
}
