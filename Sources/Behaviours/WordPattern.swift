/// A pattern over words: `a|b` is a choice, `?` at the end makes a place optional, `*` is any one word or none, `_`
/// exactly one, `.` the end of a sentence. Nothing else matches across sentences.
struct WordPattern: Sendable {
  private struct Place {
    var choices: Set<String>
    var isAny: Bool
    var isOptional: Bool
  }

  private let places: [Place]

  init(_ text: String) {
    places = text.split(separator: " ").map { part in
      if part == "*" { return Place(choices: [], isAny: true, isOptional: true) }
      if part == "_" { return Place(choices: [], isAny: true, isOptional: false) }
      let isOptional = part.last == "?" && part.count > 1
      let body = isOptional ? part.dropLast() : part
      return Place(choices: Set(body.split(separator: "|").map(String.init)), isAny: false, isOptional: isOptional)
    }
  }

  /// Where the pattern ends if it starts at `start`; nil where it does not match there. Prefers the longer match.
  func end(in words: [String], from start: Int) -> Int? {
    end(in: words, from: start, place: 0)
  }

  private func end(in words: [String], from position: Int, place: Int) -> Int? {
    guard place < places.count else { return position }
    let current = places[place]
    if position < words.count,
      current.isAny ? words[position] != Prose.boundary : current.choices.contains(words[position]),
      let end = end(in: words, from: position + 1, place: place + 1)
    {
      return end
    }
    return current.isOptional ? end(in: words, from: position, place: place + 1) : nil
  }
}

/// Several patterns, tried in order.
struct WordPatterns: Sendable {
  private let patterns: [WordPattern]

  init(_ texts: [String]) {
    patterns = texts.map { WordPattern($0) }
  }

  /// The first place where any pattern matches.
  func firstMatch(in words: [String], from first: Int = 0) -> Range<Int>? {
    guard first < words.count else { return nil }
    for start in first..<words.count {
      if let match = match(in: words, at: start) { return match }
    }
    return nil
  }

  /// The first pattern that matches exactly at `start`.
  func match(in words: [String], at start: Int) -> Range<Int>? {
    for pattern in patterns {
      if let end = pattern.end(in: words, from: start), end > start { return start..<end }
    }
    return nil
  }

  func matches(_ words: [String]) -> Bool { firstMatch(in: words) != nil }

  /// Places of all matches; after one, the search goes on behind it.
  func allMatches(in words: [String]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var position = 0
    while let match = firstMatch(in: words, from: position) {
      found.append(match)
      position = match.upperBound
    }
    return found
  }
}
