/// What is wrong with a campaign or its file, in one line, with the exit code that goes with it.
package struct CampaignError: Error, Sendable, Equatable, CustomStringConvertible {
  /// 64 unknown key, 65 malformed, 66 missing, 69 not this campaign, 73 there already.
  package let exitCode: Int32
  package let description: String

  package init(_ exitCode: Int32, _ description: String) {
    self.exitCode = exitCode
    self.description = description
  }
}
