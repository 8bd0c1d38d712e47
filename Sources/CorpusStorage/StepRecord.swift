/// A step of a campaign's search and what it came to: what resuming goes by.
package struct StepRecord: Sendable, Equatable {
  package let name: String
  /// Digest of what the step was about.
  package let inputs: UInt64
  /// Tokens read, times layers.
  package let tokenLayers: Int
  /// Seconds of the campaign when it was done.
  package let seconds: Double
  /// JSON.
  package let output: String

  package init(name: String, inputs: UInt64, tokenLayers: Int, seconds: Double, output: String) {
    self.name = name
    self.inputs = inputs
    self.tokenLayers = tokenLayers
    self.seconds = seconds
    self.output = output
  }
}
