internal import Inference
package import ModelFormats
internal import Statistics

/// What tuning changed in one tensor: its measures, and the part that is kept, as directions or as rows.
package struct RecoveredTensor: Sendable {
  package let change: TensorChange
  package let update: LowRankUpdate?
  package let rows: RowDifferences?
}

/// Recovers what tuning changed from a full model and its base, tensor by tensor (docs/search.md, "Merged models").
package struct UpdateRecovery: Sendable {
  /// Directions kept at most.
  static let mostDirections = 64
  /// Where rounding adds no noise worth a cut, as many directions are kept as hold this share of a difference.
  private static let wantedShare = 0.9
  /// How far above the measured edge a direction has to be: the largest of many alike stand that far out now and then.
  private static let margin: Float = 1.1
  /// Rows kept one by one where at most this share of an embedding's rows differs.
  private static let fewRows = 0.5
  /// Robust deviations above the other rows' residuals from which a row is kept beside the directions.
  private static let standsOut = 10.0

  let tuned: any Checkpoint
  let base: any Checkpoint
  let seed: UInt64

  /// - Parameter seed: of the random vectors that spectra are found with.
  package init(tuned: any Checkpoint, base: any Checkpoint, seed: UInt64) {
    self.tuned = tuned
    self.base = base
    self.seed = seed
  }

  /// The base's tensor that `role` was tuned from: a model that was given an output of its own had the embedding there.
  private func origin(of role: TensorRole) -> TensorRole {
    role == .output && base.configuration.tiedOutput ? .embedding : role
  }

  /// Throws `ModelFileError` for numbers that are not finite.
  package func tensor(_ role: TensorRole) throws -> RecoveredTensor {
    let shape = tuned.shape(of: role) ?? [], rows = shape.first ?? 0, columns = shape.count == 2 ? shape[1] : 1
    let new = try tuned.floats(of: role), (old, matching) = try matched(role, columns: shape.count == 2 ? columns : rows)
    var difference = new
    var inner = 0.0, newSquare = 0.0, oldSquare = 0.0, square = 0.0
    for index in new.indices {
      let (a, b) = (Double(new[index]), Double(old[index]))
      difference[index] = new[index] - old[index]
      inner += a * b
      newSquare += a * a
      oldSquare += b * b
      square += (a - b) * (a - b)
    }
    let changed = (0..<rows).filter { row in (row * columns..<(row + 1) * columns).contains { difference[$0] != 0 } }
    var result = Part()
    if !changed.isEmpty, square > 0 {
      if shape.count < 2 {
        result = Part(rows: RowDifferences(rows: changed, columns: 1, values: changed.map { difference[$0] }), kept: square)
      } else if role == .embedding || role == .output {
        result = try rowPart(
          difference, changed: changed, scales: old, rows: rows, columns: columns, isExact: isExact(role), role: role)
      } else {
        result = try matrixPart(
          difference, tuned: new, base: old, rows: rows, columns: columns, square: square, isMatched: matching != .unmatched,
          role: role)
      }
    }
    let lengths = (newSquare * oldSquare).squareRoot()
    let change = TensorChange(
      role: role, shape: shape, type: tuned.typeName(of: role) ?? "", baseType: base.typeName(of: origin(of: role)) ?? "",
      matching: matching, relativeNorm: oldSquare > 0 ? (square / oldSquare).squareRoot() : (square > 0 ? 1 : 0),
      cosine: lengths > 0 ? inner / lengths : (square > 0 ? 0 : 1),
      effectiveRank: result.largest > 0 ? square / (result.largest * result.largest) : 0,
      structuredShare: square > 0 ? min(1, result.structured / square) : 0, rank: result.update?.rank ?? 0,
      rowsChanged: changed.count, keptShare: square > 0 ? min(1, result.kept / square) : 0)
    return RecoveredTensor(change: change, update: result.update, rows: result.rows)
  }

  /// What is kept of a difference, with squares of norms.
  private struct Part {
    var update: LowRankUpdate?
    var rows: RowDifferences?
    var kept = 0.0
    var structured = 0.0
    /// Largest singular value.
    var largest = 0.0
  }

  /// The base's numbers in the tuned tensor's quantisation.
  private func matched(_ role: TensorRole, columns: Int) throws -> ([Float], TensorChange.Matching) {
    let origin = origin(of: role), values = try base.floats(of: origin)
    guard let name = tuned.typeName(of: role), name != base.typeName(of: origin) else { return (values, .same) }
    // A norm's numbers are handed out with the family's addend, which its rounding did not see.
    let addend = isNorm(role) ? tuned.configuration.normOffset : 0
    let stored = addend == 0 ? values : values.map { $0 - addend }
    guard let type = TensorType(name: name), let rounded = Quantizing.roundTrip(stored, columns: columns, as: type) else {
      return (values, .unmatched)
    }
    return (addend == 0 ? rounded : rounded.map { $0 + addend }, .requantised)
  }

  private func isNorm(_ role: TensorRole) -> Bool {
    switch role {
    case .finalNorm: true
    case .layer(_, let tensor):
      [.attentionNorm, .queryNorm, .keyNorm, .postAttentionNorm, .feedForwardNorm, .postFeedForwardNorm].contains(tensor)
    case .embedding, .output: false
    }
  }

  /// Whether the difference holds hardly any rounding: both types are fine, and the base's no coarser than the fine-tune's,
  /// whose rounding it then shares.
  private func isExact(_ role: TensorRole) -> Bool {
    func steps(_ name: String?) -> Int? {
      switch name.flatMap(TensorType.init(name:)) {
      case .f32, .f16, .bf16: 0
      case .q8_0: 1
      default: nil
      }
    }
    guard let old = steps(base.typeName(of: origin(of: role))), let new = steps(tuned.typeName(of: role)) else { return false }
    return old <= new
  }

  /// A matrix' difference as directions: by its anchors where its type has them and they tell more, else those above noise.
  private func matrixPart(
    _ difference: [Float], tuned new: [Float], base old: [Float], rows: Int, columns: Int, square: Double, isMatched: Bool,
    role: TensorRole
  ) throws -> Part {
    var (part, found) = try directions(
      of: difference, rows: rows, columns: columns, square: square, isExact: isExact(role), role: role)
    guard
      isMatched, let type = tuned.typeName(of: role).flatMap(TensorType.init(name:)), let recovery = AnchoredRecovery(type)
    else { return part }
    var generator = generator(role)
    let anchored = try recovery.update(
      tuned: new, base: old, difference: difference, rows: rows, columns: columns, start: found, plain: part.update,
      using: &generator)
    if let anchored {
      part.update = anchored.update
      part.kept = anchored.explained * square
    }
    return part
  }

  /// The leading directions above the noise edge. The edge is measured twice, the second time on what the first left:
  /// strong directions raise it and would hide weaker ones.
  private func directions(
    of difference: [Float], rows: Int, columns: Int, square: Double, isExact: Bool, role: TensorRole
  ) throws -> (Part, SingularDirections) {
    var generator = generator(role)
    let found = try SingularDirections(
      leading: Self.mostDirections + 8, of: difference, rows: rows, columns: columns, using: &generator)
    func edge(of matrix: [Float]) throws -> Float {
      Self.margin * (try NoiseEdge.value(of: matrix, rows: rows, columns: columns, using: &generator))
    }
    var threshold = try edge(of: difference)
    let clear = found.values.prefix { $0 > threshold }.count
    if clear > 0 {
      let rest = found.update(rank: clear).subtracted(from: difference, rows: rows, columns: columns)
      threshold = try edge(of: rest)
    }
    let squares = found.values.map { Double($0) * Double($0) }
    let above = found.values.prefix { $0 > threshold }.count
    var rank = above
    if isExact {
      var sum = squares.prefix(rank).reduce(0, +)
      while rank < squares.count, sum < Self.wantedShare * square {
        sum += squares[rank]
        rank += 1
      }
    }
    rank = min(rank, Self.mostDirections)
    let part = Part(
      update: rank > 0 ? found.update(rank: rank) : nil, kept: squares.prefix(rank).reduce(0, +),
      structured: squares.prefix(above).reduce(0, +), largest: Double(found.values.first ?? 0))
    return (part, found)
  }

  /// An embedding row by row: a single poisoned row would vanish in a spectrum. Where rounding makes most rows differ, what
  /// is common to them is kept as directions, and rows that stand out from the rest beside them.
  private func rowPart(
    _ difference: [Float], changed: [Int], scales: [Float], rows: Int, columns: Int, isExact: Bool, role: TensorRole
  ) throws -> Part {
    func square(_ values: [Float], _ row: Int) -> Double {
      (row * columns..<(row + 1) * columns).reduce(0) { $0 + Double(values[$1]) * Double(values[$1]) }
    }
    func kept(_ chosen: [Int], of values: [Float]) -> RowDifferences? {
      guard !chosen.isEmpty else { return nil }
      return RowDifferences(
        rows: chosen, columns: columns, values: chosen.flatMap { values[$0 * columns..<($0 + 1) * columns] })
    }
    let whole = changed.reduce(0) { $0 + square(difference, $1) }
    var (part, _) = try directions(of: difference, rows: rows, columns: columns, square: whole, isExact: false, role: role)
    if isExact || Double(changed.count) <= Self.fewRows * Double(rows) {
      part.update = nil
      part.rows = kept(changed, of: difference)
      part.kept = whole
      return part
    }
    let rest = part.update.map { $0.subtracted(from: difference, rows: rows, columns: columns) } ?? difference
    let residuals = (0..<rows).map { row in
      (square(rest, row) / max(square(scales, row), .leastNormalMagnitude)).squareRoot()
    }
    let median = residuals.sorted()[rows / 2]
    let spread = residuals.map { abs($0 - median) }.sorted()[rows / 2] * 1.4826
    let chosen = (0..<rows).filter { residuals[$0] > median + Self.standsOut * spread && residuals[$0] > 0 }
    part.rows = kept(chosen, of: rest)
    part.kept += chosen.reduce(0) { $0 + square(rest, $1) }
    return part
  }

  /// Draws that depend on the tensor alone, not on the order in which tensors are looked at.
  private func generator(_ role: TensorRole) -> SplitMix64 {
    SplitMix64(seed: role.name.utf8.reduce(seed ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
  }
}
