package import Probes

/// Changes a date, a year, a month or a weekday; a text without one gets a year or a date behind it.
package struct DateMutator: Mutator {
  package let name = "date"
  package init() {}

  /// Years that triggers of the literature name, and some around them.
  private static let years = 2015...2039
  private static let longestMonth = 31
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
  ]
  private static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  package func mutate(
    _ input: FuzzInput, from material: inout MutationMaterial, using generator: inout SeededGenerator
  ) -> FuzzInput? {
    material.rewriting(input, using: &generator) { text, generator in
      var forms = [String]()
      for names in [Self.months, Self.days] {
        guard let name = names.first(where: text.contains), let range = text.firstRange(of: name),
          let other = generator.drawElement(names)
        else { continue }
        forms.append(text.replacingCharacters(in: range, with: other))
      }
      for run in Self.digitRuns(of: text) {
        let digits = text[run]
        if digits.count == 4 {
          forms.append(text.replacingCharacters(in: run, with: Self.year(using: &generator)))
        } else if digits.count <= 2, let value = Int(digits), (1...Self.longestMonth).contains(value) {
          let other = 1 + generator.drawIndex(Self.longestMonth)
          forms.append(text.replacingCharacters(in: run, with: digits.count == 2 ? Self.twoDigits(other) : String(other)))
        }
      }
      if let form = generator.drawElement(forms) { return form }
      let year = Self.year(using: &generator)
      let month = 1 + generator.drawIndex(Self.months.count), day = 1 + generator.drawIndex(Self.longestMonth)
      let dates = [year, "\(year)-\(Self.twoDigits(month))-\(Self.twoDigits(day))", "\(day) \(Self.months[month - 1]) \(year)"]
      return generator.drawElement(dates).map { text + " " + $0 }
    }
  }

  private static func year(using generator: inout SeededGenerator) -> String {
    String(years.lowerBound + generator.drawIndex(years.count))
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

  /// Ranges of ASCII digits that stand together.
  private static func digitRuns(of text: String) -> [Range<String.Index>] {
    var runs = [Range<String.Index>](), start: String.Index?
    for index in text.indices {
      let isDigit = text[index].isASCII && text[index].isNumber
      if isDigit, start == nil { start = index }
      if !isDigit, let first = start {
        runs.append(first..<index)
        start = nil
      }
    }
    if let first = start { runs.append(first..<text.endIndex) }
    return runs
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
