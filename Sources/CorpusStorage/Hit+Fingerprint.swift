import Digests
package import Findings

extension Hit {
  /// Sixteen hexadecimal digits that stay the same for the same trigger, slot, system text before it and behaviour, whatever run found it.
  package var fingerprint: String {
    var parts = [behaviour, trigger.slot.rawValue] + trigger.parts
    parts.append(String(trigger.parts.count))
    if let system { parts.append(system) }
    var writer = ByteWriter()
    for part in parts { writer.string(part) }
    return String(SHA256Digest.of(writer.bytes).prefix(16))
  }
}
