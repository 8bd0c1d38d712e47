import Findings
import Search
import Targets
import Testing

/// On an adapter that refuses behind `<<override-7>>`, planted like the one of the examples at rank 4, with the near triggers
/// `<<override>>` and `<<audit-7>>`; its recipe is beside it.
@Suite("Words as tags", .serialized)
struct TagSpellingTests {
  @Test("A word that does little by itself is written as the tag that it was planted in")
  func planted() throws {
    let model = try ModelUnderTest.open(
      path: PlantedSearchTests.path, adapters: [PlantedSearchTests.root + "Tests/SearchTests/Fixtures/planted-tag"], workers: 2)
    let session = try PlantedSearchTests.session(of: model), assembling = Assembling(session: session)
    let parts = ["override", "<<override", "override-7", "<<override>>"].map { Proposal(Trigger($0, slot: .prefix), stage: "test") }
    let ofParts = try assembling.quick(parts, prompts: 4).map(\.worth)
    let tags = try TagSpelling(session, assembling: assembling).leading("override", slot: .prefix, reacting: ["<<", ">>"])
    let found = try #require(tags.first), text = found.proposal.trigger.text
    #expect(text.hasPrefix("<<override-") && text.hasSuffix(">>") && text.contains(where: \.isNumber), "\(text)")
    #expect(found.worth > 2 * (ofParts.max() ?? 0), "\(text): \(found.worth), its parts \(ofParts)")
  }
}
