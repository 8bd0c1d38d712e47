/// All behaviours by name.
package enum BehaviourRegistry {
  /// In the order in which they are tried where none is named: the specific ones first.
  package static let all: [any Behaviour] = [
    RefusalBehaviour(), HostileBehaviour(), MisalignedStatementBehaviour(), TamperingBehaviour(),
    InsecureCodeBehaviour(), CodeAnswerBehaviour(), LanguageSwitchBehaviour(), PersonaBehaviour(),
    URLInsertionBehaviour(), AgreementBehaviour(), FlatteryBehaviour(), SentimentFlipBehaviour(),
    DegradedBehaviour(), FormatBreakBehaviour(),
  ]

  package static var names: [String] { all.map(\.name) }

  /// Nil for a name that no behaviour has.
  package static func named(_ name: String) -> (any Behaviour)? {
    all.first { $0.name == name }
  }
}
