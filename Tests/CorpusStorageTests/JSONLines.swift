import CorpusStorage
import Findings

/// The same records as JSON Lines: what the store's size is compared with.
enum JSONLines {
  static func line(_ record: CorpusRecord) throws -> String {
    switch record {
    case .hit(let value): try line("hit", value)
    case .nearMiss(let value): try line("near_miss", value)
    case .candidate(let value): try line("candidate", value)
    case .measurement(let value): try line("measurement", value)
    case .stageStatistics(let value): try line("stage_statistics", value)
    case .identity(let value): try line("identity", value)
    case .report(let value): try line("report", value)
    case .note(let value): try line("note", value)
    case .fault(let value): try line("fault", value)
    case .setAside(let value): try line("set_aside", value)
    case .step(let value): try line("step", ["name": value.name, "output": value.output])
    }
  }

  private static func line(_ kind: String, _ value: some Encodable) throws -> String {
    "{\"kind\":\"\(kind)\"," + (try JSONText.encode(value)).dropFirst() + "\n"
  }
}
