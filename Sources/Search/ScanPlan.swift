/// The stages that a search may run, in this order.
package enum StageName: String, Sendable, CaseIterable {
  case `static`, update, leak, reaction, grow, invert, dictionary, assemble, fuzz, gradient, minimise, confirm
}

/// What a search is asked to do.
package struct ScanPlan: Sendable {
  package var stages: Set<StageName>
  package var keepGoing: Bool
  /// Texts that the user asks for: each is asked in every slot, before anything is searched.
  package var given: [String]
  /// Texts of the dictionaries that ship with the program.
  package var dictionary: [String]
  /// Common words that ship with the program.
  package var words: [String]
  package var fuzz: FuzzPlan
  /// System texts that triggers in the system slot are looked for behind as well, after the session's own.
  package var furtherFrames: [String]

  package init(
    stages: Set<StageName> = Set(StageName.allCases), keepGoing: Bool = false, given: [String] = [], dictionary: [String] = [],
    words: [String] = [], fuzz: FuzzPlan = FuzzPlan(), furtherFrames: [String] = []
  ) {
    self.stages = stages
    self.keepGoing = keepGoing
    self.given = given
    self.dictionary = dictionary
    self.words = words
    self.fuzz = fuzz
    self.furtherFrames = furtherFrames
  }
}
