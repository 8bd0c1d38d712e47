/// Draws from a logistic regression's posterior, by Hamiltonian Monte Carlo in coordinates in which the posterior is
/// nearly a standard normal distribution (Neal 2011).
package struct LogisticPosterior: Sendable, Equatable {
  package let means: [Double]
  package let deviations: [Double]
  /// Central 95% intervals.
  package let low: [Double]
  package let high: [Double]
  /// Largest split R̂ of any coefficient; chains agree where it is below 1.01 (Gelman et al. 2013).
  package let rHat: Double
  /// Smallest effective number of independent draws of any coefficient.
  package let effectiveDraws: Double
  /// Share of proposals that were accepted.
  package let acceptance: Double
}

extension BayesianLogisticRegression {
  /// Samples the posterior. The same generator state gives the same draws. Nil where the mode is not found or fewer
  /// than 4 draws per chain are asked for. One draw costs about a dozen passes over the data.
  package func posterior(
    chains: Int = 4, draws: Int = 1_500, warmup: Int = 500, using random: inout some RandomNumberGenerator
  ) -> LogisticPosterior? {
    guard chains > 0, draws >= 4, let (mode, precision) = mode() else { return nil }
    var normals = NormalNumbers()
    var samples: [[[Double]]] = []
    var accepted = 0
    for _ in 0..<chains {
      var chain: [[Double]] = []
      var position = (0..<columns).map { _ in normals.next(using: &random) }
      var (energy, gradient) = whitened(position, mode: mode, precision: precision)
      var step = 0.4
      for draw in 0..<(warmup + draws) {
        let momentum = (0..<columns).map { _ in normals.next(using: &random) }
        // About a quarter of an orbit decorrelates a normal distribution; the length varies so that no orbit closes.
        let length = 0.5 * Double.pi * Double.random(in: 0.7..<1.3, using: &random)
        let steps = max(1, min(64, Int((length / step).rounded())))
        var trial = position
        var trialGradient = gradient
        var trialEnergy = energy
        var speed = momentum
        for _ in 0..<steps {
          for j in trial.indices {
            speed[j] += 0.5 * step * trialGradient[j]
            trial[j] += step * speed[j]
          }
          (trialEnergy, trialGradient) = whitened(trial, mode: mode, precision: precision)
          for j in trial.indices { speed[j] += 0.5 * step * trialGradient[j] }
        }
        let change = trialEnergy - energy + 0.5 * (Self.square(momentum) - Self.square(speed))
        let chance = change.isFinite ? SpecialFunctions.exp(min(0, change)) : 0
        if Double.random(in: 0..<1, using: &random) < chance {
          position = trial
          energy = trialEnergy
          gradient = trialGradient
          if draw >= warmup { accepted += 1 }
        }
        if draw < warmup {
          // Robbins and Monro: towards four acceptances of five.
          step *= SpecialFunctions.exp((chance - 0.8) / Double(draw + 10).squareRoot())
          step = min(max(step, 1e-3), 1.5)
        } else {
          chain.append(zip(mode, precision.solveTransposed(position)).map { $0 + $1 })
        }
      }
      samples.append(chain)
    }
    return summary(samples, acceptance: Double(accepted) / Double(chains * draws))
  }

  private static func square(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }

  /// Log posterior at mode + L⁻ᵀ·z, and its gradient in z.
  private func whitened(_ z: [Double], mode: [Double], precision: CholeskyFactor) -> (Double, [Double]) {
    let coefficients = zip(mode, precision.solveTransposed(z)).map { $0 + $1 }
    let (value, gradient) = logPosteriorAndGradient(coefficients)
    return (value, precision.pullBack(gradient))
  }

  private func summary(_ samples: [[[Double]]], acceptance: Double) -> LogisticPosterior {
    var means: [Double] = []
    var deviations: [Double] = []
    var low: [Double] = []
    var high: [Double] = []
    var rHat = 1.0
    var effective = Double.infinity
    for j in 0..<columns {
      let traces = samples.map { chain in chain.map { $0[j] } }
      let all = traces.flatMap { $0 }.sorted()
      let mean = all.reduce(0, +) / Double(all.count)
      means.append(mean)
      deviations.append((all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count - 1)).squareRoot())
      low.append(all[Int(0.025 * Double(all.count - 1))])
      high.append(all[Int((0.975 * Double(all.count - 1)).rounded(.up))])
      let halves = traces.flatMap { trace in [Array(trace.prefix(trace.count / 2)), Array(trace.suffix(trace.count / 2))] }
      let diagnosis = ChainDiagnosis(traces: halves)
      rHat = max(rHat, diagnosis.rHat)
      effective = min(effective, diagnosis.effectiveDraws)
    }
    return LogisticPosterior(
      means: means, deviations: deviations, low: low, high: high, rHat: rHat, effectiveDraws: effective,
      acceptance: acceptance)
  }
}

/// Whether several traces of one quantity agree, and how many independent draws they are worth (Gelman et al. 2013,
/// chapter 11). All traces have the same length, two at least.
struct ChainDiagnosis {
  let rHat: Double
  let effectiveDraws: Double

  init(traces: [[Double]]) {
    let m = Double(traces.count)
    let length = traces.first?.count ?? 0
    let n = Double(length)
    let total = m * n
    guard traces.count >= 2, length >= 2 else {
      rHat = 1
      effectiveDraws = total
      return
    }
    let means = traces.map { $0.reduce(0, +) / n }
    let grand = means.reduce(0, +) / m
    let between = n / (m - 1) * means.reduce(0) { $0 + ($1 - grand) * ($1 - grand) }
    let within = zip(traces, means).reduce(0) { sum, pair in
      sum + pair.0.reduce(0) { $0 + ($1 - pair.1) * ($1 - pair.1) } / (n - 1)
    } / m
    let variance = (n - 1) / n * within + between / n
    guard within > 0 else {
      rHat = 1
      effectiveDraws = total
      return
    }
    rHat = (variance / within).squareRoot()

    // Sum autocorrelations by pairs while a pair's sum is positive (Geyer).
    var sum = 0.0
    var lag = 1
    while lag + 1 < length {
      let pair = [lag, lag + 1].reduce(0.0) { result, lag in
        let variogram = traces.reduce(0.0) { total, trace in
          total + (lag..<length).reduce(0.0) { $0 + (trace[$1] - trace[$1 - lag]) * (trace[$1] - trace[$1 - lag]) }
        } / (m * (n - Double(lag)))
        return result + 1 - variogram / (2 * variance)
      }
      if pair < 0 { break }
      sum += pair
      lag += 2
    }
    effectiveDraws = min(total, total / (1 + 2 * sum))
  }
}

/// Independent standard normal numbers by Marsaglia's polar method.
struct NormalNumbers {
  private var spare: Double?

  mutating func next(using random: inout some RandomNumberGenerator) -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let u = Double.random(in: -1..<1, using: &random)
      let v = Double.random(in: -1..<1, using: &random)
      let s = u * u + v * v
      if s > 0, s < 1 {
        let factor = (-2 * SpecialFunctions.log(s) / s).squareRoot()
        spare = v * factor
        return u * factor
      }
    }
  }
}
