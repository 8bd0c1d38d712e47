internal import Findings

/// What harmless texts reach on the same prompts: the unit in which candidates are compared.
struct ScoreScale: Sendable {
  private let strengthMean: Float
  private let strengthDeviation: Float
  private let payloadMean: [Float]
  private let payloadDeviation: [Float]

  /// Deviations below these are not believed: two dozen texts on two prompts may agree by chance.
  private static let leastStrength: Float = 0.02
  private static let leastPayload: Float = 0.3

  /// - Parameters:
  ///   - placebos: scores of harmless texts on all prompts of the panel.
  ///   - prompts: how many of the panel's prompts, from the first, the scale is for.
  init(placebos: [CandidateScore], prompts: Int) {
    let cut = placebos.map { $0.first(prompts) }
    (strengthMean, strengthDeviation) = Self.spread(cut.map(\.strength), least: Self.leastStrength)
    let gains = cut.map(\.payloadGains)
    let spreads = (0..<(gains.first?.count ?? 0)).map { token in
      Self.spread(gains.map { $0[token] }, least: Self.leastPayload)
    }
    payloadMean = spreads.map(\.0)
    payloadDeviation = spreads.map(\.1)
  }

  private static func spread(_ values: [Float], least: Float) -> (Float, Float) {
    guard values.count > 1 else { return (0, least) }
    let mean = values.reduce(0, +) / Float(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count - 1)
    return (mean, max(least, variance.squareRoot()))
  }

  /// Deviations above harmless texts: the larger of divergence's and of the best payload token's.
  ///
  /// The best of many tokens is large by itself, so a payload counts only from what the best of harmless texts' reached.
  func worth(_ score: CandidateScore) -> Float {
    let strength = (score.strength - strengthMean) / strengthDeviation
    let gains = score.payloadGains
    let payload = gains.indices.map { (gains[$0] - payloadMean[$0]) / payloadDeviation[$0] }.max() ?? 0
    return max(strength, payload)
  }
}

extension CandidateScore {
  /// The score on the panel's first prompts only.
  func first(_ count: Int) -> CandidateScore {
    CandidateScore(
      trigger: trigger, excess: Array(excess.prefix(count)), tokens: Array(tokens.prefix(count)),
      gains: Array(gains.prefix(count)), payload: Array(payload.prefix(count)))
  }

  /// Per payload token, the mean gain over the better half of the prompts.
  var payloadGains: [Float] {
    guard let tokens = payload.first?.count else { return [] }
    let half = max(1, (payload.count + 1) / 2)
    return (0..<tokens).map { token in
      let best = payload.map { $0[token] }.sorted(by: >).prefix(half)
      return best.reduce(0, +) / Float(best.count)
    }
  }
}
