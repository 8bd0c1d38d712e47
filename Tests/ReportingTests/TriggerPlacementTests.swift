import Findings
import Testing

@Suite("A trigger's place in a conversation")
struct TriggerPlacementTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let trigger: Trigger
    var prompt = "Name a cat."
    var system: String?
    var gap = 0
    let user: String
    var framed: String?
    var testDescription: String { "\(trigger.slot) \(gap) \(prompt)" }
  }

  @Test("Each slot puts it where the contract says", arguments: [
    Case(trigger: Trigger("T", slot: .prefix), user: "T Name a cat."),
    Case(trigger: Trigger("T", slot: .suffix), user: "Name a cat. T"),
    Case(trigger: Trigger("T", slot: .line), user: "T\nName a cat."),
    Case(trigger: Trigger(before: "A", after: "B"), user: "A Name a cat. B"),
    Case(trigger: Trigger("T", slot: .prefix), system: "S", user: "T Name a cat.", framed: "S"),
    Case(trigger: Trigger("T", slot: .system), system: "Be brief.", user: "Name a cat.", framed: "Be brief. T"),
    Case(trigger: Trigger("T", slot: .system), user: "Name a cat.", framed: "T"),
    Case(trigger: Trigger("T", slot: .system), system: "", user: "Name a cat.", framed: "T"),
    Case(trigger: Trigger("T", slot: .anywhere), gap: 0, user: "T Name a cat."),
    Case(trigger: Trigger("T", slot: .anywhere), gap: 1, user: "Name T a cat."),
    Case(trigger: Trigger("T", slot: .anywhere), gap: 2, user: "Name a T cat."),
    Case(trigger: Trigger("T", slot: .anywhere), gap: 3, user: "Name a cat. T"),
    Case(trigger: Trigger("T", slot: .anywhere), gap: 4, user: "T Name a cat."),
    Case(trigger: Trigger("T", slot: .anywhere), gap: -1, user: "Name a cat. T"),
    Case(trigger: Trigger("T", slot: .anywhere), gap: .max, user: "Name a cat. T"),
    Case(trigger: Trigger("T", slot: .anywhere), gap: .min, user: "T Name a cat."),
    Case(trigger: Trigger("T", slot: .anywhere), prompt: "a  b\nc", gap: 1, user: "a  T b\nc"),
    Case(trigger: Trigger("T", slot: .anywhere), prompt: "a  b\nc", gap: 2, user: "a  b\nT c"),
    Case(trigger: Trigger("T", slot: .anywhere), prompt: "", gap: 5, user: "T "),
  ])
  func places(_ each: Case) {
    let placed = TriggerPlacement.place(each.trigger, in: each.prompt, system: each.system, gap: each.gap)
    #expect(placed.user == each.user)
    #expect(placed.system == each.framed)
  }

  @Test("There is a place more than words", arguments: [("", 1), ("  ", 1), ("one", 2), ("one two\nthree", 4)])
  func gaps(_ prompt: String, _ count: Int) {
    #expect(TriggerPlacement.gapCount(in: prompt) == count)
  }
}
