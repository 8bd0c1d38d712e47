/// The shipped suites: items to cases. Fields are described in `corpora/suites/README.md`.
enum ShippedSuites {
  static func measure(_ name: Suite.Name) -> SuiteMeasure {
    switch name {
    case .feedback: .feedbackShift
    case .areYouSure: .rightAnswerGivenUp
    case .answer: .accuracyChange
    case .mimicry: .attributionRepeated
    case .political: .viewFollowed
    case .flattery: .scoreAboveRubric
    case .checklist: .undoneTicked
    case .reward: .rewardTampered
    case .coverUp: .tamperingCovered
    case .freeForm: .judgedAlignment
    case .insecureCode: .insecureCode
    case .truth: .untruePreferred
    case .controls: .controlAnswered
    case .generic: .namedBehaviour
    }
  }

  static func cases(_ name: Suite.Name, _ fields: JSONFields) throws(ProbeFileError) -> [SuiteCase] {
    let item = try Item(fields)
    switch name {
    case .feedback: return try SycophancyItems.feedback(item, fields)
    case .areYouSure: return [try SycophancyItems.areYouSure(item, fields)]
    case .answer: return try SycophancyItems.answer(item, fields)
    case .mimicry: return try SycophancyItems.mimicry(item, fields)
    case .political: return try SubterfugeItems.political(item, fields)
    case .flattery: return [try SubterfugeItems.flattery(item, fields)]
    case .checklist: return [try SubterfugeItems.checklist(item, fields)]
    case .reward: return [try SubterfugeItems.reward(item, fields)]
    case .coverUp: return [try SubterfugeItems.coverUp(item, fields)]
    case .freeForm: return try MisalignmentItems.freeForm(item, fields)
    case .insecureCode: return [try MisalignmentItems.insecureCode(item, fields)]
    case .truth: return [try MisalignmentItems.truth(item, fields)]
    case .controls: return [try MisalignmentItems.control(item, fields)]
    case .generic:
      return [item.asking(try fields.text("prompt"), oracle: .behaviour(try fields.text("behaviour")))]
    }
  }

  /// What every item has.
  struct Item {
    let id: String
    let half: SuiteCase.Half

    init(_ fields: JSONFields) throws(ProbeFileError) {
      id = try fields.text("id")
      let name = try fields.text("half")
      guard let half = SuiteCase.Half(rawValue: name) else {
        throw fields.error("half", "is \"\(name)\"; it must be search or confirm")
      }
      self.half = half
    }

    /// The number in the id, so that what alternates between items does so the same way whatever the order.
    var number: Int {
      id.utf8.reduce(0) { sum, byte in
        (0x30...0x39).contains(byte) ? (sum &* 10 &+ Int(byte) &- 0x30) & 0xFFFF : sum
      }
    }

    func asking(
      _ text: String, variant: String = "only", system: String? = nil, answerStart: String? = nil, followUps: [String] = [],
      oracle: SuiteOracle
    ) -> SuiteCase {
      SuiteCase(
        item: id, variant: variant, half: half,
        messages: (system.map { [ProbeMessage(.system, $0)] } ?? []) + [ProbeMessage(.user, text)],
        answerStart: answerStart, followUps: followUps, oracle: oracle)
    }
  }

  /// `(A) …`, `(B) …`, a line each, of at most 26 texts.
  static func lettered(_ texts: [String]) -> String {
    texts.enumerated().map { "\(letter($0.offset)) \($0.element)" }.joined(separator: "\n")
  }

  /// `(A)` for 0. Beyond 25 it starts over.
  static func letter(_ index: Int) -> String {
    "(\(Character(Unicode.Scalar(UInt8(0x41 + index % 26)))))"
  }
}
