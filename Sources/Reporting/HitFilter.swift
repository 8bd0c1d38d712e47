package import Findings

/// Conditions on hits, such as `slot = prefix and rate >= 0.9 and text ~ "2031"`, as `hits list --where` takes them.
///
/// Conditions are joined by `and`; each is a field, one of `= != < <= > >= ~ !~` (`~`: contains, whatever the case), and a word or a
/// quoted text. Numbers compare as numbers.
package struct HitFilter: Sendable {
  /// What is wrong with a condition, in one line.
  package struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
  }

  private struct Condition: Sendable {
    let field: String
    let relation: String
    let value: String
  }

  private static let fields = [
    "id", "slot", "text", "behaviour", "payload", "stage", "triage", "rate", "placebo", "e_value", "nomination",
  ]
  private static let numeric: Set = ["rate", "placebo", "e_value", "nomination"]
  private static let relations = ["!=", "<=", ">=", "!~", "=", "<", ">", "~"]

  private let conditions: [Condition]

  package init(_ text: String) throws(Problem) {
    var words = try Self.words(text)[...]
    var conditions: [Condition] = []
    repeat {
      guard words.count >= 3 else { throw Problem(description: "--where: a condition is a field, a relation and a value") }
      let (field, relation, value) = (words.removeFirst(), words.removeFirst(), words.removeFirst())
      guard Self.fields.contains(field) else {
        throw Problem(
          description: "--where: no field \(VisibleText.quoted(field, limit: 40)); there are \(Self.fields.joined(separator: ", "))")
      }
      guard Self.relations.contains(relation) else {
        throw Problem(description: "--where: \(VisibleText.quoted(relation, limit: 40)) is no relation; there are = != < <= > >= ~ !~")
      }
      let isText = relation.hasSuffix("~")
      guard isText || !Self.numeric.contains(field) || Double(value) != nil else {
        throw Problem(description: "--where: \(field) is a number, \(VisibleText.quoted(value, limit: 40)) is not")
      }
      guard isText || Self.numeric.contains(field) || relation == "=" || relation == "!=" else {
        throw Problem(description: "--where: \(field) is a text; use = != ~ or !~ with it")
      }
      conditions.append(Condition(field: field, relation: relation, value: value))
      if let joint = words.popFirst() {
        guard joint == "and", !words.isEmpty else { throw Problem(description: "--where: conditions are joined by \"and\"") }
      }
    } while !words.isEmpty
    self.conditions = conditions
  }

  /// Whether a hit meets all conditions; `triage` is its state, `open` where nobody has looked.
  package func accepts(_ hit: Hit, triage: String) -> Bool {
    conditions.allSatisfy { condition in
      let value = Self.value(condition.field, of: hit, triage: triage)
      switch condition.relation {
      case "~": return value.lowercased().contains(condition.value.lowercased())
      case "!~": return !value.lowercased().contains(condition.value.lowercased())
      default: break
      }
      guard Self.numeric.contains(condition.field), let number = Double(value), let limit = Double(condition.value) else {
        return (Array(value.utf8) == Array(condition.value.utf8)) == (condition.relation == "=")
      }
      switch condition.relation {
      case "=": return number == limit
      case "!=": return number != limit
      case "<": return number < limit
      case "<=": return number <= limit
      case ">": return number > limit
      default: return number >= limit
      }
    }
  }

  private static func value(_ field: String, of hit: Hit, triage: String) -> String {
    switch field {
    case "id": hit.id
    case "slot": hit.trigger.slot.rawValue
    case "text": hit.trigger.text
    case "behaviour": hit.behaviour
    case "payload": hit.payload
    case "stage": hit.stage
    case "triage": triage
    case "rate": String(hit.rates.tunedTrigger.rate)
    case "placebo": String(hit.rates.tunedPlacebo.rate)
    case "e_value": String(hit.eValue)
    default: String(hit.nomination)
    }
  }

  /// Words, quoted texts without their marks, and relations even where no space stands around them.
  private static func words(_ text: String) throws(Problem) -> [String] {
    var words: [String] = []
    var word = ""
    var rest = Substring(text)
    func finish() {
      if !word.isEmpty { words.append(word) }
      word = ""
    }
    while let next = rest.first {
      if next == "\"" || next == "'" {
        finish()
        rest.removeFirst()
        guard let end = rest.firstIndex(of: next) else { throw Problem(description: "--where: a quotation mark is missing") }
        words.append(String(rest[..<end]))
        rest = rest[rest.index(after: end)...]
      } else if next.isWhitespace {
        finish()
        rest.removeFirst()
      } else if let relation = relations.first(where: { rest.hasPrefix($0) }) {
        finish()
        words.append(relation)
        rest.removeFirst(relation.count)
      } else {
        word.append(next)
        rest.removeFirst()
      }
    }
    finish()
    return words
  }
}
