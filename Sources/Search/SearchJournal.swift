package import Findings

/// A step of a search, as it is kept.
package struct StepEntry: Sendable, Codable, Equatable {
  package let name: String
  /// Digest of what the step is about.
  package let inputs: UInt64
  /// What it read, in tokens times layers.
  package let tokenLayers: Int
  /// Seconds of the campaign when it was done.
  package let seconds: Double
  /// What it came to, as JSON.
  package let output: String

  enum CodingKeys: String, CodingKey {
    case name, inputs
    case tokenLayers = "token_layers"
    case seconds, output
  }

  package init(name: String, inputs: UInt64, tokenLayers: Int, seconds: Double, output: String) {
    self.name = name
    self.inputs = inputs
    self.tokenLayers = tokenLayers
    self.seconds = seconds
    self.output = output
  }
}

/// Something that a search met and a corpus keeps.
package enum SearchEvent: Sendable {
  /// A proposal was scored for the first time.
  case candidate(stage: String, Trigger, worth: Double)
  /// What a trigger did on one search prompt.
  case measurement(stage: String, Trigger, probe: String, fires: Bool, firesWithout: Bool)
  case nearMiss(SearchResults.NearMiss)
  case hit(Hit)
  /// The process ends or stops with it.
  case setAside(SetAside)
}

/// Where a search's steps are kept, in order.
package protocol SearchJournal: Sendable {
  /// The next step of an earlier run; nil where that ended. Not called again after that.
  func next() throws -> StepEntry?

  /// Returns when the step and what was met before it are on the disk, all of it or nothing.
  func append(_ entry: StepEntry, events: [SearchEvent]) throws

  /// Faults that ended earlier runs, first to last.
  func faults() throws -> [StepFault]

  /// What earlier runs left out from some step on.
  func setAside() throws -> [SetAside]
}

extension SearchJournal {
  package func faults() throws -> [StepFault] { [] }
  package func setAside() throws -> [SetAside] { [] }
}

/// A search was asked to stop. What was done is kept; nothing is concluded from it.
package struct SearchInterrupted: Error, Sendable {
  package init() {}
}

/// A recorded search and the one that is run differ: the program, its data or the campaign's file were changed.
package struct JournalMismatch: Error, Sendable, CustomStringConvertible {
  package let description: String
}
