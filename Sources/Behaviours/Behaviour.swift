/// A kind of answer that a trigger may switch on, decided by fixed rules from the answer and its prompt.
///
/// A behaviour is about what an answer does, so text that it only quotes does not count, and neither does what the
/// prompt asked for.
package protocol Behaviour: Sendable {
  /// Lower case, words joined by hyphens: what users and stored hits call it.
  var name: String { get }
  /// One line on what fires.
  var summary: String { get }
  func fires(answer: String, prompt: String) -> Bool
}
