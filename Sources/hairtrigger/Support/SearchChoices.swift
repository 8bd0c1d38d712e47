import ArgumentParser
import Findings
import Search

/// The stages and slots that a search was asked for, checked.
enum SearchChoices {
  /// What a scan runs where no stages are named: all but fuzzing, whose false findings on clean models were not measured yet
  /// (docs/fuzzing.md).
  static let ofScan = StageName.available.filter { $0 != .fuzz }

  /// In the search's order, whatever order they were named in.
  static func stages(_ list: StageList?, byDefault: [StageName]) throws -> [StageName] {
    guard let stages = try list?.checked("--stages") else { return byDefault }
    for stage in stages where !StageName.available.contains(stage) {
      throw ValidationError.notYet("--stages: the stage '\(stage.rawValue)'")
    }
    return StageName.allCases.filter(stages.contains)
  }

  static func slots(_ list: SlotList?) throws -> [Slot] { try list?.checked("--slots") ?? Slot.allCases }
}
