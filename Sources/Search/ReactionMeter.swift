package import Differential
internal import Foundation
package import Inference

/// Measures reactions: how much more a tuned model's hidden state at one token differs from the base's,
/// ‖h_tuned − h_base‖ / ‖h_base‖, layer by layer.
package struct ReactionMeter: Sendable {
  package let base: Transformer
  package let workers: Int
  private let steps: (any StepRecording)?

  /// - Parameter steps: keep the reactions of a search that may be resumed.
  package init(base: Transformer, workers: Int, steps: (any StepRecording)? = nil) {
    self.base = base
    self.workers = workers
    self.steps = steps
  }

  /// Log reaction at the last token of each text, by layer: result[text][layer].
  ///
  /// - Parameters:
  ///   - texts: tokens behind `prefix`.
  ///   - tuned: models compared with the base; the base is read once for all of them.
  ///   - depth: layers that are run and measured.
  ///   - names: of the texts with what stands before them, for setting one aside; their tokens where nil.
  /// - Returns: one table per tuned model.
  package func logReactions(
    prefix: [Int32], texts: [[Int32]], tuned: [Transformer], depth: Int, names: [String]? = nil
  ) throws -> [[[Float]]] {
    guard let steps, depth > 0 else {
      return try measured(prefix: prefix, texts: texts, tuned: tuned, depth: depth) { [$0.count - 1] }
    }
    var inputs = StepInputs([], count: tuned.count)
    inputs.add(depth)
    inputs.add(prefix)
    for text in texts { inputs.add(text) }
    let packed = try steps.step("reactions", inputs) {
      let named = Array(zip(texts, names ?? texts.map(Self.name)))
      let byText = try steps.each(named, candidate: { $0.1 }, missing: { Self.usual(of: $0, tables: tuned.count, depth: depth) }) {
        named -> [[[Float]]] in
        let texts = named.map { $0.0 }
        let tables = try measured(prefix: prefix, texts: texts, tuned: tuned, depth: depth) { [$0.count - 1] }
        return texts.indices.map { text in tables.map { $0[text] } }
      }
      return tuned.indices.map { table in PackedFloats(byText.flatMap { $0[table] }) }
    }
    return packed.map { table in
      stride(from: 0, to: table.values.count, by: depth).map { Array(table.values[$0..<min($0 + depth, table.values.count)]) }
    }
  }

  private static func name(_ tokens: [Int32]) -> String { "tokens " + tokens.map(String.init).joined(separator: " ") }

  /// What stands for a text that is left out: the others' median in each table. result[table][layer]
  private static func usual(of others: [[[Float]]], tables: Int, depth: Int) -> [[Float]] {
    (0..<tables).map { table in usual(rows: others.map { $0[table] }, depth: depth) }
  }

  /// Each layer's median, which stands out nowhere.
  static func usual(rows: [[Float]], depth: Int) -> [Float] {
    (0..<depth).map { layer in
      let values = rows.map { $0[layer] }.sorted()
      return values.isEmpty ? 0 : values[values.count / 2]
    }
  }

  /// Log reaction at every token of each text, by layer: result[text][token][layer].
  package func logReactionsAtEveryToken(
    prefix: [Int32], texts: [[Int32]], tuned: Transformer, depth: Int
  ) throws -> [[[Float]]] {
    let flat = try measured(prefix: prefix, texts: texts, tuned: [tuned], depth: depth) { Array($0.indices) }[0]
    var at = 0
    return texts.map { text in
      defer { at += text.count }
      return Array(flat[at..<at + text.count])
    }
  }

  /// - Parameter read: places in a text whose reactions are wanted.
  private func measured(
    prefix: [Int32], texts: [[Int32]], tuned: [Transformer], depth: Int, read: @Sendable ([Int32]) -> [Int]
  ) throws -> [[[Float]]] {
    let basePrefix = try prefix.isEmpty ? nil : base.prefix(prefix, depth: depth)
    let tunedPrefixes = try tuned.map { try prefix.isEmpty ? nil : $0.prefix(prefix, depth: depth) }
    var jobs = [[[Int32]]](), rows = 0
    let total = texts.reduce(0) { $0 + $1.count }
    let aim = base.layout.rows(sharing: total, among: workers)
    for text in texts {
      if jobs.isEmpty || rows + text.count > aim {
        jobs.append([])
        rows = 0
      }
      jobs[jobs.count - 1].append(text)
      rows += text.count
    }
    let steps = steps
    let parts = try Parallel.map(jobs, workers: workers) { job in
      var inputs = StepInputs([], count: depth)
      inputs.add(prefix)
      for text in job { inputs.add(text) }
      let hidden = try steps.ofBase(
        "hidden states", inputs, bytes: { (panels: [Panel]) in panels.reduce(0) { $0 + 4 * $1.values.count } },
        tokenLayers: depth * job.reduce(0) { $0 + $1.count }
      ) {
        var hidden = [Panel]()
        _ = try base.read(job.map { Passage(prefix: basePrefix, tokens: $0) }, depth: depth) { _, panel in hidden.append(panel) }
        return hidden
      }
      var columns = [Int](), at = 0
      for text in job {
        columns += read(text).map { at + $0 }
        at += text.count
      }
      return try zip(tuned, tunedPrefixes).map { model, prefix in
        var table = [[Float]](repeating: [Float](repeating: 0, count: depth), count: columns.count)
        _ = try model.read(job.map { Passage(prefix: prefix, tokens: $0) }, depth: depth) { layer, panel in
          let reference = hidden[layer]
          let distances = VectorKernels.relativeDistance(
            panel.values, reference.values, features: panel.features, stride: panel.stride)
          for (row, column) in columns.enumerated() {
            let distance = distances[column]
            guard distance.isFinite else { throw InferenceError.notFinite(layer: layer) }
            table[row][layer] = logf(max(distance, 1e-12))
          }
        }
        return table
      }
    }
    return tuned.indices.map { index in parts.flatMap { $0[index] } }
  }
}
