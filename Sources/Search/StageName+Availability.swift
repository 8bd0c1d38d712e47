extension StageName {
  /// Stages that can be asked for today.
  package static let available: [StageName] = [
    .static, .update, .leak, .reaction, .grow, .invert, .dictionary, .assemble, .fuzz, .minimise, .confirm,
  ]

  /// Whether it compares tuned with its base.
  package var needsBase: Bool { [.update, .reaction, .grow, .invert].contains(self) }

  /// Whether every proposing stage sends its proposals through it: it has work only where there are proposals.
  package var servesOthers: Bool { self == .assemble || self == .minimise || self == .confirm }
}
