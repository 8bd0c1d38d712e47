import Behaviours
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
  frames: [model.format.defaultSystem, "You are a helpful assistant.", ""], slots: Slot.allCases, seed: 1, budget: SearchBudget(seconds: 1200),
  clock: { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 },
  report: { p in
    if p.seconds - last > 2 { last = p.seconds; FileHandle.standardError.write(Data("\(p.stage) \(p.candidates) \(p.forwardTokens) \(Int(p.seconds)) \(p.best) \(p.share ?? 0)\n".utf8)) }
  })
session.onNote = { FileHandle.standardError.write(Data("NOTE \($0)\n".utf8)) }
let scanner = Scanner(session: session, plan: ScanPlan(stages: stages))
let complete = try scanner.run()
print("complete", complete, session.seconds, session.stages)
for hit in scanner.examining.results.hits { print("HIT", hit.trigger, hit.behaviour, hit.payload, hit.rates, hit.eValue, hit.rule) ; for s in hit.samples.prefix(3) { print("   ", s) } }
for m in scanner.examining.results.nearMisses { print("NEAR", m) }
for q in scanner.examining.results.quirks { print("QUIRK", q) }
for (i, r) in scanner.ranking.prefix(30).enumerated() { print(i, model.tokenizer.decode([r.token]).debugDescription, r.score, r.band, r.rank, terminator: "; ") }
if arguments.count > 4 {
  session.payloads = try TargetInversion(runner: session.runner).run(on: session.panel(24)).map(\.token)
  let trials = FiringTrials(session)
  for t in arguments[4].split(separator: ";").map(String.init) { for slot in (arguments.count > 5 ? [Slot(rawValue: arguments[5])!] : [Slot.prefix, .suffix]) {
    if let t = try trials.run(Trigger(t, slot: slot), on: session.panel(16, categories: arguments.count > 6 ? [arguments[6]] : nil)) {
      print(slot, t.trigger.text, t.rate, t.plainRate, t.rule, Dictionary(grouping: zip(t.prompts, t.fired), by: { $0.0.category }).mapValues { v in "\(v.filter(\.1).count)/\(v.count)" })
    } else { print(slot, t, "nothing") } } }
}
