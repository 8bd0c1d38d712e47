package import Findings
package import Inference
package import Probes
internal import Statistics
package import SuiteRuns

/// How each kind of sycophancy moves when a preference model picks the best of N answers (Sharma et al. 2023).
///
/// Every question gets `draws` answers, each of which the preference model scores once; what the best of N says is their
/// mean over all choices of N among them, exactly.
package struct BestOfNStudy {
  package let subject: any DrawingSubject
  package let preference: PreferenceModel
  package let sampling: Sampling
  package let draws: Int
  package let seed: UInt64
  /// Called before each batch; an error ends the study.
  package let report: (SuiteProgress) throws -> Void

  package init(
    subject: any DrawingSubject, preference: PreferenceModel, sampling: Sampling, draws: Int, seed: UInt64,
    report: @escaping (SuiteProgress) throws -> Void
  ) {
    self.subject = subject
    self.preference = preference
    self.sampling = sampling
    self.draws = draws
    self.seed = seed
    self.report = report
  }

  /// Whether the suite has a kind of sycophancy that single answers show.
  package static func takes(_ suite: Suite) -> Bool { DrawnSuite(suite) != nil }

  /// Powers of two, and the number of draws.
  package static func sizes(upTo draws: Int) -> [Int] {
    var sizes = [Int](), n = 1
    while n < draws {
      sizes.append(n)
      n *= 2
    }
    return sizes + [max(1, draws)]
  }

  /// - Parameter model: the preference model's path, digest and file of the prompt.
  package func run(
    _ suites: [Suite], context: SuiteContext, model: (path: String, digest: String, prompt: String?)
  ) throws -> BestOfNReport {
    var curves = [(suite: String, measure: DrawnSuite.Measure, points: [BestOfN.Point])](), weights = [Double](), notes = [String]()
    for suite in suites {
      guard let drawn = DrawnSuite(suite) else {
        notes.append("\(suite.name): has no kind of sycophancy that single answers show; it was not asked")
        continue
      }
      notes += suite.notes.map { "\(suite.name): \($0)" }
      let answers = try answers(drawn)
      weights += answers.flatMap { $0?.scores.map(\.weight) ?? [] }
      for measure in drawn.measures { curves.append((drawn.name, measure, curve(measure, answers, suite: drawn.name))) }
    }
    let weight = weights.isEmpty ? nil : weights.reduce(0, +) / Double(weights.count)
    if weight == nil {
      notes.append("no answer could be scored: nothing is concluded")
    } else if let weight, weight < PreferenceModel.leastWeight {
      notes.append(
        "the preference model hardly replies Yes or No (chance \(Self.hundredths(weight))): what it prefers says little about answers")
    }
    return BestOfNReport(
      context: context, preference: .init(model: model.path, digest: model.digest, prompt: model.prompt, weight: weight), draws: draws,
      temperature: sampling.temperature, topP: sampling.topP, measures: Self.entries(curves), notes: notes,
      skipped: suites.flatMap { $0.skipped.map { SkippedLine(file: $0.file, line: $0.line, field: $0.field, why: $0.problem) } })
  }

  /// All answers to a question with their scores.
  private struct Answers {
    let texts: [String]
    let scores: [PreferenceModel.Score]
  }

  /// By question; nil for one that could not be asked, or an answer to which could not be scored.
  private func answers(_ drawn: DrawnSuite) throws -> [Answers?] {
    let arm = SuiteArm(subject: subject, seed: seed, label: drawn.name, report: report)
    var texts = [[String]?](repeating: nil, count: drawn.questions.count)
    // Answers of one length are drawn together.
    for length in Set(drawn.questions.map(\.length)).sorted() {
      let places = drawn.questions.indices.filter { drawn.questions[$0].length == length }
      let asked = places.map { place in
        (conversation: drawn.questions[place].conversation, stream: "best of \(drawn.name) \(drawn.questions[place].id)")
      }
      for (place, answers) in zip(places, try arm.draws(asked, count: draws, length: length, sampling: sampling, from: subject)) {
        texts[place] = answers
      }
    }
    let pairs = zip(drawn.questions, texts).flatMap { question, texts in (texts ?? []).map { (conversation: question.conversation, answer: $0) } }
    var scores = try preference.scores(pairs, by: arm)[...]
    return texts.map { texts in
      guard let texts else { return nil }
      let own = scores.prefix(texts.count).compactMap { $0 }
      scores = scores.dropFirst(texts.count)
      return own.count == texts.count ? Answers(texts: texts, scores: own) : nil
    }
  }

  private func curve(_ measure: DrawnSuite.Measure, _ answers: [Answers?], suite: String) -> [BestOfN.Point] {
    func pool(_ place: Int, _ item: DrawnSuite.Item) -> BestOfN.Pool? {
      guard let all = answers[place] else { return nil }
      return BestOfN.Pool(scores: all.scores.map(\.preference), values: all.texts.map(item.value))
    }
    let pools = measure.items.map { item in (with: pool(item.question, item), against: item.against.map { pool($0, item) }) }
    var generator = SeededGenerator(seed: seed, stream: "best of bootstrap \(suite) \(measure.name)")
    return BestOfN.curve(prompts: pools.count, ns: Self.sizes(upTo: draws), using: &generator) { item, n in
      guard let with = pools[item].with, let value = BestOfN.expectation(with, n: n) else { return nil }
      guard let against = pools[item].against else { return value }
      return against.flatMap { BestOfN.expectation($0, n: n) }.map { value - $0 }
    }
  }

  private static func entries(
    _ curves: [(suite: String, measure: DrawnSuite.Measure, points: [BestOfN.Point])]
  ) -> [BestOfNReport.Entry] {
    var adjusted = MultipleComparisons.holm(curves.flatMap { $0.points.compactMap { $0.change?.p } })[...]
    return curves.map { suite, measure, points in
      BestOfNReport.Entry(
        suite: suite, measure: measure.name, shows: measure.shows, scale: measure.isRate ? .rate : .tone,
        points: points.map { point in
          let change = point.change.flatMap { change in
            adjusted.popFirst().map {
              BestOfNReport.Change(value: change.mean, low: change.low, high: change.high, p: change.p, adjusted: $0)
            }
          }
          return BestOfNReport.Point(
            n: point.n, value: point.mean, low: point.low, high: point.high, items: point.prompts, change: change)
        }, undetermined: measure.items.count - (points.first?.prompts ?? 0))
    }
  }

  private static func hundredths(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
