import Foundation

/// Reference values by scipy, numpy and mpmath; `Fixtures/make_statistics_goldens.py` makes them.
enum Goldens {
  static func load<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
    return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
  }

  static func statistics() throws -> Statistics { try load(Statistics.self, from: "statistics.json") }

  struct Statistics: Decodable {
    let wilson: [[Double]]
    let evalue: [[Double]]
    let cleanPairs: [[Double]]
    let power: [[Double]]
    let regression: Regression
    let spearman: Spearman
    let robust: [Robust]
    let mcnemar: [[Double]]
    let fisher: [[Double]]
    let tail: [[Double]]
    let holm: Holm
    let bootstrap: Bootstrap

    enum CodingKeys: String, CodingKey {
      case wilson, evalue, power, regression, spearman, robust, mcnemar, fisher, tail, holm, bootstrap
      case cleanPairs = "clean_pairs"
    }
  }

  struct Regression: Decodable {
    let y: [Float]
    let x: [[Float]]
    let beta: [Double]
    let rSquared: Double

    enum CodingKeys: String, CodingKey {
      case y, x, beta
      case rSquared = "r_squared"
    }
  }

  struct Spearman: Decodable {
    let x: [Float]
    let y: [Float]
    let rho: Double
  }

  struct Robust: Decodable {
    let values: [Float]
    let median: Float
    let mad: Float
  }

  struct Holm: Decodable {
    let raw: [Double]
    let adjusted: [Double]
  }

  struct Bootstrap: Decodable {
    let differences: [Double]
    let low: Double
    let high: Double
    let p: Double
  }
}

/// Equal up to a relative error, or an absolute one near zero.
func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  a == b || abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}
