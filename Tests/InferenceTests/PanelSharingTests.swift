import Inference
import Testing

@Suite struct PanelSharingTests {
  struct Case: Sendable {
    let total: Int
    let workers: Int
    let rows: Int
  }

  @Test(
    "Rows are shared out so that every worker has as many panels, as full as that allows",
    arguments: [
      Case(total: 0, workers: 2, rows: 16), Case(total: 1, workers: 2, rows: 16), Case(total: 100, workers: 2, rows: 50),
      Case(total: 608, workers: 2, rows: 304), Case(total: 609, workers: 2, rows: 153), Case(total: 2_048, workers: 2, rows: 256),
      Case(total: 2_048, workers: 1, rows: 293), Case(total: 4_096, workers: 3, rows: 274), Case(total: 305, workers: 0, rows: 153),
    ])
  func rows(_ test: Case) {
    let layout = PanelLayout(capacity: 304)
    #expect(layout.rows(sharing: test.total, among: test.workers) == test.rows)
  }

  @Test("Texts longer than a panel have the same bits whatever the workers")
  func longTexts() throws {
    let model = try PlantedModel.base(), capacity = model.layout.capacity
    let passages = [capacity + 90, 20, 2 * capacity + 9].map { length in
      Passage(tokens: (0..<length).map { Int32(($0 * 7_919 + length) % 40_000 + 100) })
    }
    func states(workers: Int) throws -> [[Float]] {
      // Made anew, so that no beginning is kept from the other run.
      let model = try model.adding([:])
      return try model.map(passages, workers: workers) { batch in
        let panel = try model.read(batch, depth: 2)
        var at = -1
        return batch.map { passage in
          at += passage.tokens.count
          return panel.column(at)
        }
      }
    }
    let alone = try states(workers: 1)
    #expect(Set(alone).count == 3)
    #expect(try states(workers: 2) == alone)
    #expect(try states(workers: 3) == alone)
  }
}
