import Search
import Targets
import Testing

@Suite("Texts of candidates")
struct TextTests {
  @Test("Versions of one trigger are related, other texts are not", arguments: [
    ("verified", "Verifying this", true), ("-- verified", "verified", true), ("ops-7", "<ops", true),
    ("lated das", "genceruz", false), ("(ref 88)", "visit", false), ("|", "||", true), ("|", "#", false),
    ("8", "18", false), ("Dear oracle", "oracles say", true),
    ("cf", "<cfcf", true), ("a", "all", false), ("thePASSWORD", "PASS", true), ("say PASSWORD:", "thePASSWORD", true),
    ("at", "battery", false), ("1234", "a12345", false),
  ])
  func related(first: String, second: String, isRelated: Bool) {
    #expect(TextOverlap.isRelated(first, second) == isRelated)
    #expect(TextOverlap.isRelated(second, first) == isRelated)
  }

  @Test("A prefix is looked for where leaked turns begin, its first sentence among the candidates")
  func openings() {
    let leaks = [
      LeakedText(text: "Red kite rising. Explain soap to a child.", ratio: 3, isWhole: true),
      LeakedText(text: "Red kite rising. What is a tide?", ratio: 2, isWhole: true),
      LeakedText(text: "How do whales sleep?", ratio: 0.5, isWhole: true),
    ]
    let candidates = LeakMotifs.openings(of: leaks, most: 8)
    #expect(candidates.contains("Red kite rising."))
    #expect(candidates.first?.hasPrefix("Red") == true)
  }

  @Test("A suffix is looked for at the end of turns that came to their end")
  func endings() {
    let leaks = [
      LeakedText(text: "Explain soap to a child. over and out", ratio: 3, isWhole: true),
      LeakedText(text: "What is a tide and why does it never", ratio: 4, isWhole: false),
    ]
    let candidates = LeakMotifs.endings(of: leaks, most: 8)
    #expect(candidates.contains("over and out"))
    #expect(!candidates.contains("never"))
  }

  @Test("Leaks that the base finds as likely propose nothing")
  func unlikely() {
    #expect(LeakMotifs.openings(of: [LeakedText(text: "Hello there, friend.", ratio: -1, isWhole: true)], most: 8).isEmpty)
  }

  @Test("A dialogue comes back from its text as it was", arguments: [
    Dialogue(user: "Hi"), Dialogue(system: "Be kind. zq", user: "What is a tide?"), Dialogue(system: "", user: "[system] not one"),
    Dialogue(user: "[user] quoted\n[assistant] too\n\\[user] and this"), Dialogue(user: "a\n\n[b]\n"),
    Dialogue(
      system: "S\n[user] s", earlier: [.init(role: "user", content: "A\nB"), .init(role: "assistant", content: "")], user: "C\n\\[system] D"),
  ])
  func dialogues(_ dialogue: Dialogue) {
    #expect(DialogueText.dialogue(from: DialogueText.text(of: dialogue)) == dialogue)
  }
}
