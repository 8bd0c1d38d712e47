package import ModelFormats

extension Transformer {
  /// What an adapter changes in this model, whose numbers the lengths of rows and tensors that were trained whole are held
  /// against. Throws `ModelFileError` where the model's file cannot be read.
  package func change(by adapter: LoRAAdapter) throws -> WeightChange {
    var change = WeightChange(updates: adapter.updates)
    // By name, so that a layer whose weights stay in the file is widened once for all of its tensors.
    for (role, replacement) in adapter.replacements.sorted(by: { $0.key.name < $1.key.name }) {
      let difference = try difference(role, to: replacement)
      guard !difference.rows.isEmpty else { continue }
      change.rows[role] = difference
      // The base's embedding is its output as well.
      if configuration.tiedOutput, replacement.isOfBase, role == .embedding, adapter.replacements[.output] == nil {
        change.rows[.output] = difference
      }
    }
    for (role, lengths) in adapter.magnitudes.sorted(by: { $0.key.name < $1.key.name }) {
      guard let update = adapter.updates[role] else { continue }
      let factors = try factors(role, update: update, rows: change.rows[role], lengths: lengths)
      change.factors[role] = factors
      change.updates[role] = update.scalingRows(by: factors)
      change.rows[role] = change.rows[role]?.scalingRows(by: factors)
    }
    let vocabulary: [TensorRole] = [.embedding, .output]
    change.untiesOutput = configuration.tiedOutput && vocabulary.contains { change.updates[$0] != nil || change.rows[$0] != nil }
    return change
  }

  /// A factor m / ‖W + ΔW‖ for each row (DoRA, Liu et al. 2024, eq. 5).
  private func factors(
    _ role: TensorRole, update: LowRankUpdate, rows: RowDifferences?, lengths: [Float]
  ) throws -> [Float] {
    var matrix = try weights.values(of: role, configuration: configuration)
    rows?.add(to: &matrix)
    let columns = matrix.count / max(1, lengths.count)
    update.add(to: &matrix, rows: lengths.count, columns: columns)
    return lengths.enumerated().map { row, length in
      let norm = matrix[row * columns..<(row + 1) * columns].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      return norm > 0 ? Float(Double(length) / norm) : 1
    }
  }

  /// Rows that differ from the model's.
  private func difference(_ role: TensorRole, to replacement: LoRAAdapter.Replacement) throws -> RowDifferences {
    let own = try weights.values(of: role, configuration: configuration), columns = replacement.columns
    precondition(own.count == replacement.values.count, "replacements are checked for their shape")
    var rows = [Int](), values = [Float]()
    for row in 0..<own.count / max(1, columns) {
      let range = row * columns..<(row + 1) * columns
      guard own[range] != replacement.values[range] else { continue }
      rows.append(row)
      values += zip(replacement.values[range], own[range]).map { $0 - $1 }
    }
    return RowDifferences(rows: rows, columns: columns, values: values)
  }
}

extension LowRankUpdate {
  /// The update with a factor for each of the matrix' rows.
  fileprivate func scalingRows(by factors: [Float]) -> LowRankUpdate {
    var result = self
    for (row, factor) in factors.enumerated() {
      for k in 0..<rank { result.b[row * rank + k] *= factor }
    }
    return result
  }
}

extension RowDifferences {
  /// The differences with a factor for each of the matrix' rows.
  fileprivate func scalingRows(by factors: [Float]) -> RowDifferences {
    var result = self
    for (index, row) in rows.enumerated() {
      for column in index * columns..<(index + 1) * columns { result.values[column] *= factors[row] }
    }
    return result
  }
}
