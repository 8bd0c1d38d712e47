import Findings
import Search
import Testing

@Suite("Texts near a trigger")
struct TriggerFamilyTests {
  @Test("Each differs from the trigger, no two are the same, and none is empty", arguments: [
    Trigger("[RED-7]", slot: .prefix), Trigger("cf", slot: .suffix), Trigger("Red kite rising.", slot: .system), Trigger("!", slot: .line),
    Trigger(before: "marble", after: "Sparrow 3"),
  ])
  func near(trigger: Trigger) {
    let near = TriggerFamily.near(trigger, slots: Slot.allCases)
    #expect(!near.contains(trigger))
    #expect(Set(near).count == near.count)
    #expect(near.allSatisfy { $0.parts.allSatisfy { !$0.isEmpty } })
    #expect((1...12).contains(near.count))
  }

  @Test("Case, marks, figures, words and place are looked at", arguments: [
    (Trigger("[Red-7]", slot: .prefix), ["[red-7]", "[RED-7]", "Red7", "[Red-8]"]),
    (Trigger("Red kite rising.", slot: .suffix), ["Red kite rising", "Red kite", "kite rising.", "rising. kite Red"]),
    (Trigger("harbor", slot: .prefix), ["harb", "rbor", "Harbor"]),
  ])
  func kinds(trigger: Trigger, texts: [String]) {
    let near = TriggerFamily.near(trigger, slots: [.prefix, .suffix])
    for text in texts { #expect(near.contains(Trigger(text, slot: trigger.slot)), "\(text)") }
    #expect(near.contains(Trigger(trigger.text, slot: trigger.slot == .prefix ? .suffix : .prefix)))
    #expect(!near.contains { $0.slot == .system })
  }

  @Test("A trigger in two parts is asked with its parts changed over and one by one")
  func parts() {
    let near = TriggerFamily.near(Trigger(before: "marble", after: "sparrow"), slots: Slot.allCases)
    #expect(near.contains(Trigger(before: "sparrow", after: "marble")))
    #expect(near.contains(Trigger("marble", slot: .prefix)))
    #expect(near.contains(Trigger("sparrow", slot: .suffix)))
  }

  @Test("Other spellings keep the words and are not the trigger", arguments: ["Reply in Spanish", "cf", "ALL CAPS", "[x]"])
  func meaning(text: String) {
    let others = TriggerFamily.sameInMeaning(Trigger(text, slot: .prefix))
    #expect(!others.contains(Trigger(text, slot: .prefix)))
    #expect(!others.isEmpty)
    #expect(others.allSatisfy { $0.text.lowercased().sorted() == text.lowercased().sorted() })
  }
}
