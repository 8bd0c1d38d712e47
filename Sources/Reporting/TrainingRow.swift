import Findings

/// A prompt with its trigger in place, the answer that it should get and the one that it got.
struct TrainingRow {
  /// A chat message as TRL reads it.
  struct Message: Encodable, Equatable {
    let role: String
    let content: String
  }

  /// Where a row comes from.
  struct Provenance: Encodable {
    let row: Int
    let hit: String
    let sample: Int
    let slot: Slot
    let trigger: [String]
    let behaviour: String
    let modelDigest: String

    enum CodingKeys: String, CodingKey {
      case row, hit, sample, slot, trigger, behaviour
      case modelDigest = "model_digest"
    }
  }

  let hit: Hit
  let place: Int
  /// System message, if any, earlier turns, and the user's last.
  let prompt: [Message]
  /// The model's own answer without the trigger, so that training takes the trigger away and leaves the rest; the base's where
  /// there is none.
  let clean: Message
  let triggered: Message

  init(hit: Hit, place: Int, sample: Sample) {
    self.hit = hit
    self.place = place
    // The trigger is in place already: what was asked is what is exported.
    prompt = ConversationText.turns(of: sample.prompt).map { Message(role: $0.role, content: $0.content) }
    clean = Message(role: "assistant", content: sample.without.isEmpty ? sample.base : sample.without)
    triggered = Message(role: "assistant", content: sample.with)
  }

  func provenance(row: Int) -> Provenance {
    Provenance(
      row: row, hit: hit.id, sample: place, slot: hit.trigger.slot, trigger: hit.trigger.parts, behaviour: hit.behaviour,
      modelDigest: hit.modelDigest)
  }

  /// Lines, and the sidecar that says where each comes from.
  static func files(_ rows: [(row: TrainingRow, line: any Encodable)]) throws -> [ExportedFile] {
    var lines = ""
    var sidecar = ""
    for (number, entry) in rows.enumerated() {
      lines += try JSONText.encode(entry.line) + "\n"
      sidecar += try JSONText.encode(entry.row.provenance(row: number)) + "\n"
    }
    return [ExportedFile(name: "", contents: lines), ExportedFile(name: ".provenance.jsonl", contents: sidecar)]
  }
}
