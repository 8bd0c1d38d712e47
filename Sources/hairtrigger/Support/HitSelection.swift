import ArgumentParser
import CorpusStorage
import Findings

/// A store, and which of its hits a command is about.
struct HitSelection: ParsableArguments {
  @Argument(help: "The store's folder.")
  var store: String

  @Argument(help: "A hit's identifier; all hits if not given.")
  var id: String?

  func hits(in store: CorpusStore) throws -> [Hit] {
    guard let id else { return try store.hits() }
    guard let hit = try store.hit(id: id) else {
      throw CommandFault(ExitStatus.unreadable, "\(self.store): has no hit '\(id)'; see hairtrigger hits list")
    }
    return [hit]
  }
}
