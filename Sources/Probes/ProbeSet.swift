/// What to do with a line that does not have the form it should.
package enum MalformedLines: Sendable {
  /// Throw at the first.
  case refuse
  /// Go on without it and name it in `skipped`.
  case skip
}

/// Probe prompts of one file, in its order.
package struct ProbeSet: Sendable, Equatable {
  package let name: String
  package let prompts: [ProbePrompt]
  /// Lines that were left out, and why: repeated prompts, and malformed lines if those are not refused.
  package let skipped: [ProbeFileError]

  package init(name: String, prompts: [ProbePrompt], skipped: [ProbeFileError] = []) {
    self.name = name
    self.prompts = prompts
    self.skipped = skipped
  }

  package var count: Int { prompts.count }

  /// In order of first appearance.
  package var categories: [String] {
    var seen: Set<String> = []
    return prompts.map(\.category).filter { seen.insert($0).inserted }
  }

  package func of(categories: Set<String>) -> ProbeSet {
    ProbeSet(name: name, prompts: prompts.filter { categories.contains($0.category) }, skipped: skipped)
  }

  /// `count` different prompts that cover the categories evenly: one of each in drawn order, then a second of each,
  /// and so on. All of them if there are fewer.
  package func spread(_ count: Int, using random: inout some RandomNumberGenerator) -> [ProbePrompt] {
    var groups = categories.map { category in
      random.drawShuffled(prompts.filter { $0.category == category })
    }
    random.shuffle(&groups)
    var drawn: [ProbePrompt] = []
    var round = 0
    while drawn.count < count, groups.contains(where: { $0.count > round }) {
      for group in groups where group.count > round && drawn.count < count {
        drawn.append(group[round])
      }
      round += 1
    }
    return drawn
  }

  /// `count` prompts, each drawn from all with replacement, as confirmation needs them. Empty if the set is.
  package func drawWithReplacement(_ count: Int, using random: inout some RandomNumberGenerator) -> [ProbePrompt] {
    guard !prompts.isEmpty else { return [] }
    return (0..<max(count, 0)).map { _ in prompts[random.drawIndex(prompts.count)] }
  }

  /// Two halves of the set, in drawn order within each category and even in each: for a file that the user gives.
  package func halves(
    using random: inout some RandomNumberGenerator
  ) throws(ProbeFileError) -> (search: ProbeSet, confirm: ProbeSet) {
    let fewest = 8
    guard prompts.count >= fewest else {
      throw ProbeFileError(
        .malformed, file: name,
        problem: "holds \(prompts.count) prompts; at least \(fewest) are needed, half to search and half to confirm")
    }
    var search: [ProbePrompt] = []
    var confirm: [ProbePrompt] = []
    for category in categories {
      for prompt in random.drawShuffled(prompts.filter({ $0.category == category })) {
        // The smaller half takes the next one, so that neither is ever ahead by more than one.
        if search.count <= confirm.count { search.append(prompt) } else { confirm.append(prompt) }
      }
    }
    return (
      ProbeSet(name: name + " (search half)", prompts: search, skipped: skipped),
      ProbeSet(name: name + " (confirm half)", prompts: confirm)
    )
  }
}
