import ArgumentParser
import Findings
import Search

/// The stages and slots that a search was asked for, checked.
enum SearchChoices {
  /// In the search's order, whatever order they were named in.
  static func stages(_ list: StageList?) throws -> [StageName] {
    guard let stages = try list?.checked("--stages") else { return StageName.available }
    for stage in stages where !StageName.available.contains(stage) {
      throw ValidationError.notYet("--stages: the stage '\(stage.rawValue)'")
    }
    return StageName.allCases.filter(stages.contains)
  }

  static func slots(_ list: SlotList?) throws -> [Slot] { try list?.checked("--slots") ?? Slot.allCases }
}
