/// A run of rendered text with its origin: the template's own words, or what a message said.
package struct TextSegment: Sendable, Equatable {
  package var text: String
  /// True for the template's own text: only there are special tokens recognised.
  package var isTemplate: Bool

  package init(text: String, isTemplate: Bool) {
    self.text = text
    self.isTemplate = isTemplate
  }
}
