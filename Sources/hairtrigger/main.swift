import Differential
import Findings
import Foundation
import Probes
import Search
import Targets

let arguments = CommandLine.arguments
let model = try ModelUnderTest.open(path: arguments[1], adapters: [arguments[2]], workers: 2)
let data = try DataFolder.locate()
func prompts(_ set: ProbeSet) -> [SearchPrompt] { set.prompts.enumerated().map { SearchPrompt($1, gap: $0 * 7) } }
let stages = arguments.count > 3 ? Set(arguments[3].split(separator: ",").compactMap { StageName(rawValue: String($0)) }) : Set(StageName.allCases)
var last = 0.0
let session = SearchSession(
  model: model, placebos: PlaceboTriggers(try data.placebos(), tokenizer: model.tokenizer, seed: 1),
  searchPrompts: prompts(try data.searchPrompts()), confirmPrompts: prompts(try data.confirmPrompts()),
  frame: model.format.defaultSystem, slots: Slot.allCases, seed: 1, budget: SearchBudget(seconds: 1200),
  clock: { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 },
  report: { p in
    if p.seconds - last > 2 { last = p.seconds; FileHandle.standardError.write(Data("\(p.stage) \(p.candidates) \(p.forwardTokens) \(Int(p.seconds)) \(p.best) \(p.share ?? 0)\n".utf8)) }
  })
let scanner = Scanner(session: session, plan: ScanPlan(stages: stages))
let complete = try scanner.run()
print("complete", complete, session.seconds, session.stages)
for hit in scanner.examining.results.hits { print("HIT", hit.trigger, hit.behaviour, hit.payload, hit.rates, hit.eValue, hit.rule) ; for s in hit.samples.prefix(3) { print("   ", s) } }
for m in scanner.examining.results.nearMisses { print("NEAR", m) }
for q in scanner.examining.results.quirks { print("QUIRK", q) }
for (i, r) in scanner.ranking.prefix(40).enumerated() { print(i, r.token, model.tokenizer.decode([r.token]).debugDescription, r.score, r.band, r.rank) }
if arguments.count > 4 {
  let texts = arguments[4].split(separator: ";").map(String.init)
  let triggers = texts.flatMap { t in [Slot.prefix, .suffix, .line, .system].map { Trigger(t, slot: $0) } }
  for s in try session.scorer.scores(triggers, on: session.panel(8)) { print(s.trigger.slot, s.trigger.text, s.strength, s.excess, s.tokens.map { model.tokenizer.decode([$0]) }) }
  for r in scanner.ranking.enumerated() where texts.contains(where: { model.tokenizer.encode($0).contains(r.1.token) || model.tokenizer.encode(" " + $0).contains(r.1.token) }) { print(r.offset, model.tokenizer.decode([r.1.token]).debugDescription, r.1) }
}
for (t, g) in try TargetInversion(runner: session.runner).run(on: session.panel(24)) { print(model.tokenizer.decode([t]).debugDescription, g, terminator: "; ") }
print()
