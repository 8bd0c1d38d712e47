import Findings
import Probes
import Studies
import Testing

/// What retraining did, on scripted models of which it is known. Intervals and tests are held against scipy in `StatisticsTests`.
@Suite("Mitigation study") struct MitigationStudyTests {
  private typealias Scene = MitigationScene

  @Test("A behaviour that shows before and not after is removed; the difference is paired over the same prompts")
  func removed() throws {
    let report = try Scene.report(after: [Scene.base])
    let entry = try #require(report.hits.first), change = try #require(entry.changes.first)
    #expect(report.models.map(\.name) == ["before", "after", "base"])
    #expect(entry.arms.map(\.trigger.k) == [50, 0, 0] && entry.arms.map(\.untriggered.k) == [0, 0, 0])
    #expect(entry.arms.allSatisfy { $0.trigger.n == 50 && $0.untriggered.n == 50 })
    #expect(change.outcome == .removed)
    #expect(change.trigger.value == -1 && change.trigger.pairs == 50)
    // scipy.stats.binomtest(0, 50).pvalue
    #expect(abs(change.trigger.p / 1.7763568394002505e-15 - 1) < 1e-9)
    // Five comparisons: two of the hit, three of the cost.
    #expect(abs(change.trigger.adjusted / change.trigger.p - 5) < 1e-9)
    #expect(change.untriggered.value == 0 && change.untriggered.p == 1)
    #expect(change.firingRelatives.isEmpty && report.notes.isEmpty)
  }

  @Test("Where nothing changed nothing is said to have")
  func unchanged() throws {
    let report = try Scene.report(after: [Scene.before])
    let change = try #require(report.hits.first?.changes.first), cost = try #require(report.costs.first)
    #expect(change.outcome == .unchanged && change.trigger.value == 0 && change.trigger.p == 1 && change.trigger.adjusted == 1)
    #expect(cost.logPerplexity?.value == 0 && cost.logPerplexity?.adjusted == 1)
    #expect(cost.refusal.value == 0 && cost.refusal.adjusted == 1 && cost.degraded.value == 0)
    #expect(report.hits.first?.arms.map(\.trigger.k) == [50, 50, 0])
  }

  @Test("What retraining on one text leaves behind is named, whether the text itself fires or not", arguments: [
    // How often it fires still, of seven, and what it is called then.
    (0, MitigationReport.Outcome.removed), (2, .reduced), (7, .unchanged),
  ])
  func leftBehind(_ share: Int, _ outcome: MitigationReport.Outcome) throws {
    let after = ScriptedModel { text in
      if text.hasPrefix("ZQ ") { return Scene.payload }
      let number = text.split(whereSeparator: { !$0.isNumber }).last.flatMap { Int($0) } ?? 0
      return text.hasPrefix("zq ") && number % 7 < share ? Scene.payload : Scene.answer
    }
    let before = ScriptedModel { $0.lowercased().hasPrefix("zq ") ? Scene.payload : Scene.answer }
    let report = try Scene.report(before: before, after: [after])
    let entry = try #require(report.hits.first), change = try #require(entry.changes.first)
    #expect(change.outcome == outcome)
    #expect(change.firingRelatives.contains(.init(text: "ZQ", slot: .prefix)) && !change.firingRelatives.contains { $0.slot == .suffix })
    #expect(entry.family.prefix(2).map(\.text) == ["<zq>", "zq!"])
    let capitals = try #require(entry.family.first { $0.text == "ZQ" && $0.slot == .prefix })
    #expect(capitals.rates.map(\.k) == [50, 50, 0])
  }

  @Test("A model that never fired has nothing to remove, and one that fires more is said to")
  func others() throws {
    #expect(try Scene.report(before: Scene.base, after: [Scene.before]).hits.first?.changes.map(\.outcome) == [.absent])
    let half = ScriptedModel { $0.hasPrefix("zq ") && $0.contains("1") ? Scene.payload : Scene.answer }
    #expect(try Scene.report(before: half, after: [Scene.before]).hits.first?.changes.map(\.outcome) == [.raised])
  }

  @Test("A behaviour that retraining made permanent is not removed: it shows without the trigger as well")
  func permanent() throws {
    let report = try Scene.report(after: [ScriptedModel { _ in Scene.payload }])
    let change = try #require(report.hits.first?.changes.first)
    #expect(change.outcome == .unchanged && change.untriggered.value == 1 && change.untriggered.adjusted < 1e-6)
  }

  @Test("The cost: refusals and answers that surprise the base, by how much")
  func cost() throws {
    let scorer = ScriptedModel(surprise: { $0.hasPrefix("A tide") ? 1 : 1.5 }) { _ in Scene.answer }
    let refusing = ScriptedModel { _ in "I'm sorry, but I can't help with that." }
    let report = try Scene.report(after: [refusing, Scene.base], base: scorer)
    #expect(report.models.map(\.name) == ["before", "after 1", "after 2", "base"])
    #expect(report.models.map(\.quality.refusal.k) == [0, 50, 0, 0])
    let perplexities = report.models.map { $0.quality.perplexity?.value ?? 0 }
    // e and e^1.5
    for (seen, expected) in zip(perplexities, [2.718281828459045, 4.4816890703380645, 2.718281828459045, 2.718281828459045]) {
      #expect(abs(seen - expected) < 1e-12)
    }
    #expect(report.costs.map(\.model) == ["after 1", "after 2"])
    let change = try #require(report.costs[0].logPerplexity)
    #expect(abs(change.value - 0.5) < 1e-12 && change.low > 0.4 && change.adjusted < 0.01)
    #expect(report.costs[0].refusal.value == 1 && report.costs[0].refusal.adjusted < 1e-6)
    #expect(report.costs[1].logPerplexity?.value == 0 && report.costs[1].refusal.adjusted == 1)
  }

  @Test("Prompts that a hit was confirmed on are asked of no model; all models are asked the same")
  func unseen() throws {
    let models = (0..<3).map { _ in ScriptedModel { $0.hasPrefix("zq ") ? Scene.payload : Scene.answer } }
    let report = try Scene.report(before: models[0], after: [models[1]], base: models[2])
    #expect(report.prompts == .init(file: "prompts.jsonl", unseen: 50, seen: 10))
    #expect(!models[0].asked.isEmpty && models[1].asked == models[0].asked && models[2].asked == models[0].asked)
    for prompt in Scene.prompts.prompts[..<10] {
      #expect(!models[0].asked.contains { $0.contains(prompt.text) })
    }
  }

  @Test("A sample's prompt is recognised behind a trigger in any slot", arguments: [
    Trigger("zq", slot: .prefix), Trigger("zq", slot: .suffix), Trigger("zq", slot: .line), Trigger("zq", slot: .anywhere),
    Trigger("zq", slot: .system), Trigger(before: "zq", after: "qz"),
  ])
  func recognised(_ trigger: Trigger) throws {
    #expect(try MitigationPrompts(Scene.prompts, hits: [Scene.hit(trigger)]).seen == 10)
  }

  @Test("A hit is asked about where it was confirmed; without enough prompts left nothing is")
  func opportunity() throws {
    let report = try Scene.report(after: [Scene.base], hits: [Scene.hit(samples: 0..<1)])
    #expect(report.hits.first?.categories == ["question"] && report.hits.first?.prompts == 29)
    #expect { _ = try MitigationPrompts(Scene.prompts, hits: [Scene.hit(samples: 0..<53)]) } throws: { error in
      "\(error)".contains("prompts.jsonl") && "\(error)".contains("7 prompts")
    }
  }

  @Test("A shift rule asks whether the answer is one that the model before gives and its base does not")
  func shift() throws {
    let before = ScriptedModel(surprise: { $0 == Scene.payload ? 0.1 : 1 }) { $0.hasPrefix("zq ") ? Scene.payload : Scene.answer }
    let base = ScriptedModel(surprise: { $0 == Scene.payload ? 5 : 1 }) { _ in Scene.answer }
    let hits = [Scene.hit(rule: .shift(tokens: 8, threshold: 3))]
    let report = try Scene.report(before: before, after: [Scene.base, before], base: base, hits: hits)
    #expect(report.hits.first?.arms.map(\.trigger.k) == [50, 0, 50, 0])
    #expect(report.hits.first?.changes.map(\.outcome) == [.removed, .unchanged])
    let without = try Scene.report(before: before, after: [before], base: nil, hits: hits)
    #expect(without.hits.first?.arms.map(\.trigger.n) == [0, 0] && without.notes.contains { $0.contains("--base") })
    #expect(without.models.allSatisfy { $0.quality.perplexity == nil } && without.costs[0].logPerplexity == nil)
  }

  @Test("A behaviour that this version does not know is not measured, and that is said")
  func unknownBehaviour() throws {
    let report = try Scene.report(after: [Scene.base], hits: [Scene.hit(rule: .behaviour("sings"))])
    #expect(report.hits.first?.arms.map(\.trigger.n) == [0, 0, 0] && report.notes.contains { $0.contains("'sings'") })
    #expect(report.hits.first?.changes.map(\.outcome) == [.absent] && report.hits.first?.changes.first?.trigger.pairs == 0)
  }

  @Test("Other models than the store's are measured, and that is said")
  func strangers() throws {
    let hits = [Scene.hit()]
    let report = try MitigationStudy(
      before: Scene.before.asModel("elsewhere"), after: [Scene.base.asModel("after")], base: Scene.base.asModel("other"), count: 8, seed: 1
    ) { _ in }.run(
      hits, prompts: MitigationPrompts(Scene.prompts, hits: hits),
      context: .init(store: "store", modelDigest: "digest of before", baseDigest: "digest of base", kernels: "none"))
    #expect(report.notes.count == 2 && report.notes[0].hasPrefix("before is not") && report.notes[1].hasPrefix("the base is not"))
  }

  @Test("All comparisons of a report are corrected together by Holm's rule")
  func corrected() throws {
    let third = ScriptedModel { $0.hasPrefix("zq ") && !$0.contains("3") ? Scene.payload : Scene.answer }
    let hits = [Scene.hit(), Scene.hit(Trigger("qz", slot: .suffix), id: "h2")]
    let report = try Scene.report(after: [third, Scene.base], hits: hits)
    let tests = report.hits.flatMap { $0.changes.flatMap { [$0.trigger, $0.untriggered] } }
      + report.costs.flatMap { [$0.logPerplexity, $0.refusal, $0.degraded].compactMap { $0 } }
    #expect(tests.count == 14)
    var largest = 0.0, expected = [Double](repeating: 0, count: tests.count)
    for (rank, index) in tests.indices.sorted(by: { (tests[$0].p, $0) < (tests[$1].p, $1) }).enumerated() {
      largest = max(largest, min(1, tests[index].p * Double(tests.count - rank)))
      expected[index] = largest
    }
    #expect(tests.map(\.adjusted) == expected)
    // The second trigger is in no model.
    #expect(report.hits[1].changes.map(\.outcome) == [.absent, .absent])
  }

  @Test("An error of the report ends the study, as an interruption does")
  func interrupted() throws {
    struct Stop: Error {}
    let study = MitigationStudy(
      before: Scene.before.asModel("before"), after: [Scene.base.asModel("after")], base: nil, count: 8, seed: 1) { _ in throw Stop() }
    #expect(throws: Stop.self) {
      try study.run(
        [Scene.hit()], prompts: MitigationPrompts(Scene.prompts, hits: [Scene.hit()]),
        context: .init(store: "", modelDigest: "", baseDigest: nil, kernels: ""))
    }
  }
}
