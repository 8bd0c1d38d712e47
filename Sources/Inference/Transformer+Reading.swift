/// What callers ask of a model: hidden states, next-token logits, greedy continuations. All spread batches over workers.
extension Transformer {
  /// Splits passages into panels: in order, as even as the workers allow, none above the layout's capacity.
  private func batches(_ passages: [Passage], workers: Int) throws -> [[Passage]] {
    guard passages.allSatisfy({ !$0.tokens.isEmpty }) else { throw InferenceError.emptyPassage }
    let passages = try fitting(passages, workers: workers)
    let aim = layout.rows(sharing: passages.reduce(0) { $0 + $1.tokens.count }, among: workers)
    var result = [[Passage]](), current = [Passage](), rows = 0
    for fitted in passages {
      if rows > 0, rows + fitted.tokens.count > aim {
        result.append(current)
        current = []
        rows = 0
      }
      current.append(fitted)
      rows += fitted.tokens.count
    }
    if !current.isEmpty { result.append(current) }
    return result
  }

  /// A passage longer than a panel reads its beginning as a prefix of its own.
  func fitting(_ passage: Passage) throws -> Passage {
    guard passage.tokens.count > layout.capacity else { return passage }
    let whole = (passage.prefix?.tokens ?? []) + passage.tokens
    let keep = max(1, layout.capacity / 2)
    return Passage(prefix: try prefix(Array(whole.dropLast(keep))), tokens: Array(whole.suffix(keep)))
  }

  /// Those that are too long read their beginnings side by side.
  func fitting(_ passages: [Passage], workers: Int) throws -> [Passage] {
    guard passages.contains(where: { $0.tokens.count > layout.capacity }) else { return passages }
    return try Parallel.map(passages, workers: workers) { try fitting($0) }
  }

  /// Passages of whole texts: what all of them begin with is read once.
  ///
  /// - Parameter own: how many of its last tokens each passage reads itself at least.
  package func passages(_ texts: [[Int32]], own: Int = 1, depth: Int? = nil) throws -> [Passage] {
    guard let first = texts.first else { return [] }
    guard texts.count > 1 else { return try texts.map { try fitting(Passage(tokens: $0)) } }
    var shared = max(0, first.count - own)
    for text in texts.dropFirst() {
      let limit = max(0, min(shared, text.count - own))
      shared = zip(first.prefix(limit), text).prefix { $0 == $1 }.count
    }
    guard shared >= 4 else { return try texts.map { try fitting(Passage(tokens: $0)) } }
    let prefix = try prefix(Array(first[..<shared]), depth: depth)
    return try texts.map { try fitting(Passage(prefix: prefix, tokens: Array($0[shared...]))) }
  }

  /// Visits each layer's hidden states of batches of passages.
  ///
  /// - Parameter visit: per batch, gives back what it made of the panels; `read` runs another model on the same batch.
  package func map<Output: Sendable>(
    _ passages: [Passage], workers: Int,
    _ visit: @Sendable (_ batch: [Passage]) throws -> [Output]
  ) throws -> [Output] {
    try Parallel.map(batches(passages, workers: workers), workers: workers, visit).flatMap { $0 }
  }

  /// One batch through `depth` layers, on the calling thread. A column per token, in order.
  package func read(
    _ batch: [Passage], depth: Int, observe: (_ layer: Int, _ panel: Panel) throws -> Void = { _, _ in }
  ) throws -> Panel {
    var pass = try ForwardPass(self, passages: batch)
    return try pass.read(batch.map(\.tokens), depth: depth, observe: observe)
  }

  /// Logits after each passage's last token, in blocks of at most 64 columns, on the calling thread.
  package func lastLogits(_ batch: [Passage], _ use: (_ first: Int, _ logits: Logits) throws -> Void) throws {
    let panel = try read(batch, depth: configuration.layers)
    var ends = [Int](), at = 0
    for passage in batch {
      at += passage.tokens.count
      ends.append(at - 1)
    }
    try logits(of: ends, in: panel, use)
  }

  /// Logits of chosen columns, in blocks of at most 64.
  package func logits(of columns: [Int], in panel: Panel, _ use: (_ first: Int, _ logits: Logits) throws -> Void) throws {
    let block = PanelLayout.small.capacity
    for start in stride(from: 0, to: columns.count, by: block) {
      let chosen = Array(columns[start..<min(start + block, columns.count)])
      let logits = try Logits(panel.gathering(chosen, layout: .small), model: self)
      guard chosen.indices.allSatisfy(logits.isFinite) else { throw InferenceError.notFinite(layer: configuration.layers) }
      try use(start, logits)
    }
  }
}
