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
  /// - Returns: one table per tuned model.
  package func logReactions(
    prefix: [Int32], texts: [[Int32]], tuned: [Transformer], depth: Int
  ) throws -> [[[Float]]] {
    let measure = { try measured(prefix: prefix, texts: texts, tuned: tuned, depth: depth) { [$0.count - 1] } }
    guard let steps, depth > 0 else { return try measure() }
    var inputs = StepInputs([], count: tuned.count)
    inputs.add(depth)
    inputs.add(prefix)
    for text in texts { inputs.add(text) }
    let packed = try steps.step("reactions", inputs) { try measure().map { PackedFloats($0.flatMap { $0 }) } }
    return packed.map { table in
      stride(from: 0, to: table.values.count, by: depth).map { Array(table.values[$0..<min($0 + depth, table.values.count)]) }
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
    let parts = try Parallel.map(jobs, workers: workers) { job in
      var hidden = [Panel]()
      _ = try base.read(job.map { Passage(prefix: basePrefix, tokens: $0) }, depth: depth) { _, panel in hidden.append(panel) }
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
