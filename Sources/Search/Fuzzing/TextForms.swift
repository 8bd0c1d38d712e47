/// Forms of a text that mutators and their tests speak of.
extension String {
  /// The first letter of each word large, the others small.
  var capitalisingWords: String {
    var result = "", isInside = false
    for character in self {
      result += isInside ? character.lowercased() : character.uppercased()
      isInside = character.isLetter || character.isNumber
    }
    return result
  }

  /// Without what is neither letter nor number at both ends.
  var strippingMarks: String {
    func isMark(_ character: Character) -> Bool { !character.isLetter && !character.isNumber }
    guard let first = firstIndex(where: { !isMark($0) }), let last = lastIndex(where: { !isMark($0) }) else { return "" }
    return String(self[first...last])
  }
}
