internal import Foundation
package import Probes

/// An arm that pays or does not: the posterior of its rate, drawn from to decide which arm is pulled next
/// (Thompson 1933; Chapelle and Li 2011).
package struct ThompsonArm: Sendable, Equatable {
  package private(set) var tried = 0
  package private(set) var paid = 0
  /// Prior pseudo-counts.
  private var prior: (paid: Double, failed: Double)
  /// Evidence of the recent past; what is older weighs less.
  private var recent: (paid: Double, failed: Double) = (0, 0)
  /// Tries after which evidence has lost half of its weight; nil keeps all.
  private let halfLife: Double?

  package init(priorPaid: Double = 1, priorFailed: Double = 1, halfLife: Double? = nil) {
    prior = (max(priorPaid, 1e-3), max(priorFailed, 1e-3))
    self.halfLife = halfLife
  }

  package static func == (a: ThompsonArm, b: ThompsonArm) -> Bool {
    a.tried == b.tried && a.paid == b.paid && a.prior == b.prior && a.recent == b.recent && a.halfLife == b.halfLife
  }

  package mutating func record(paid hasPaid: Bool) {
    tried += 1
    if hasPaid { paid += 1 }
    if let halfLife {
      let kept = pow(0.5, 1 / halfLife)
      recent = (recent.paid * kept, recent.failed * kept)
    }
    if hasPaid { recent.paid += 1 } else { recent.failed += 1 }
  }

  /// Says anew what is thought of the arm apart from its tries.
  mutating func setPrior(paid: Double) { prior.paid = max(paid, 1e-3) }

  /// A draw from the posterior of the rate.
  package func draw(using generator: inout SeededGenerator) -> Double {
    generator.drawBeta(prior.paid + recent.paid, prior.failed + recent.failed)
  }
}

extension RandomNumberGenerator {
  /// A draw from Beta(a, b), of two gamma draws. Both must be positive.
  package mutating func drawBeta(_ a: Double, _ b: Double) -> Double {
    let x = drawGamma(a), y = drawGamma(b)
    return x + y > 0 ? x / (x + y) : 0
  }

  /// A draw from the gamma distribution of this shape and scale 1 (Marsaglia and Tsang 2000).
  mutating func drawGamma(_ shape: Double) -> Double {
    // Below 1 a draw of shape + 1 is scaled down.
    guard shape >= 1 else { return drawGamma(shape + 1) * pow(1 - drawUnit(), 1 / shape) }
    let d = shape - 1 / 3, c = 1 / (9 * d).squareRoot()
    while true {
      let x = drawNormal(), root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if log(1 - drawUnit()) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }
}
