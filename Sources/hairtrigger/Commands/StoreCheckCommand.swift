import ArgumentParser
import CorpusStorage
import Findings
import Reporting

/// `hairtrigger store check`.
struct StoreCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Read every byte of a store. Ends with 1 where damage was found.")

  @Argument(help: "The store's folder.")
  var store: String

  @Flag(help: "Put right what can be put right.")
  var repair = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let check = try CorpusStore.check(at: store, repair: repair)
    try Output.write(common.json ? JSONText.encode(check, indented: true) + "\n" : Self.text(check))
    if check.foundDamage { throw ExitCode(ExitStatus.found) }
  }

  private static func text(_ check: StoreCheck) -> String {
    var lines = [
      "\(check.records) records in \(check.frames) frames, \(check.bytes) bytes; index \(check.index.rawValue)",
    ]
    if check.tornBytes > 0 { lines.append("\(check.tornBytes) bytes of an append that was never acknowledged") }
    lines += check.damages.map {
      "damage: \(VisibleText.line($0.file)) at byte \($0.offset): \(VisibleText.line($0.detail))\($0.readable ? " (readable)" : "")"
    }
    if check.lostRecords > 0 { lines.append("\(check.lostRecords) records cannot be read any more") }
    if check.repairedPlaces > 0 { lines.append("\(check.repairedPlaces) places put right") }
    lines.append(check.foundDamage ? "DAMAGED" : "no damage")
    return lines.joined(separator: "\n") + "\n"
  }
}
