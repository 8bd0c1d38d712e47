package import ModelFormats

/// Text to token ids and back, as the model's own tokenizer does it.
///
/// Every property is fixed when the tokenizer is read; it may be used from any thread.
package final class Tokenizer: Sendable {
  enum Model: Sendable {
    case bytePair(BytePairEncoder)
    case unigram(UnigramEncoder)
  }

  /// What a reader found, before it is put together.
  struct Parts {
    var model: Model
    var normalizer: Normalizer?
    var preTokenizer: PreTokenizer?
    var added: [AddedToken] = []
    var decoding: TokenDecoding
    /// What each id stands for, in bytes; empty for an id without a token.
    var pieces: [[UInt8]]
    var special: Set<Int32> = []
    /// Ids put before and behind a text by the tokenizer itself.
    var before: [Int32] = []
    var behind: [Int32] = []
    var beginOfSequence: Int32?
    var endOfSequence: Set<Int32> = []
  }

  /// A larger vocabulary is refused when it is read.
  static let mostTokens = 1 << 20
  /// A longer token is refused when it is read.
  static let longestToken = 1 << 16

  let parts: Parts
  /// Added tokens that are found in raw text, and in normalized text.
  private let raw: AddedTokens
  private let rawOfSegments: AddedTokens
  private let normalized: AddedTokens

  package convenience init(metadata: [String: GGUFValue], file: String) throws(TokenizerError) {
    self.init(parts: try GGUFTokenizerReader.read(metadata, file: file))
  }

  package convenience init(folder: String) throws(TokenizerError) {
    self.init(parts: try FolderTokenizerReader.read(folder))
  }

  init(parts: Parts) {
    self.parts = parts
    raw = AddedTokens(parts.added.filter { !$0.isNormalized })
    rawOfSegments = AddedTokens(parts.added.filter { !$0.isNormalized || $0.isSpecial })
    normalized = AddedTokens(
      parts.added.filter(\.isNormalized).map { token in
        var token = token
        if let normalizer = parts.normalizer { token.content = normalizer.apply(to: token.content) }
        return token
      })
  }

  /// One more than the highest id.
  package var vocabularyCount: Int { parts.pieces.count }

  /// Ids after which generation stops.
  package var endOfSequence: Set<Int32> { parts.endOfSequence }

  package var beginOfSequence: Int32? { parts.beginOfSequence }

  /// The tokenizer itself puts `beginOfSequence` before a text.
  package var addsBeginOfSequence: Bool { parts.beginOfSequence.map { parts.before.contains($0) } ?? false }

  /// Whether an id is a control token, a special added token, or unused.
  package func isSpecial(_ id: Int32) -> Bool { parts.special.contains(id) }

  /// The ids of one text. Begin and end tokens come along only if the tokenizer itself adds them.
  ///
  /// - Parameter parseSpecial: recognise special tokens that are spelled in the text.
  package func encode(_ text: String, parseSpecial: Bool = false) -> [Int32] {
    let bytes = Array(text.utf8)
    var ids = parts.before
    let matches = raw.matches(bytes, 0..<bytes.count) { token, _ in parseSpecial || !token.isSpecial }
    encode(bytes, around: matches, parseSpecial: parseSpecial, into: &ids)
    ids += parts.behind
    return ids
  }

  /// The ids of a text inside another one: without begin and end tokens, and no special token is recognised.
  package func encodeInside(_ text: String) -> [Int32] { encode([TextSegment(text: text, isTemplate: false)]) }

  /// The ids of a rendered conversation, without begin and end tokens: a template writes them itself.
  ///
  /// Special tokens are recognised only inside a template segment. Between them the segments' text is encoded as one,
  /// so that the ids are those of the whole rendered text.
  package func encode(_ segments: [TextSegment]) -> [Int32] {
    var bytes: [UInt8] = []
    // Ends of the runs of equal origin, in order.
    var runs: [(end: Int, isTemplate: Bool)] = []
    for segment in segments where !segment.text.isEmpty {
      bytes.append(contentsOf: segment.text.utf8)
      if let last = runs.last, last.isTemplate == segment.isTemplate {
        runs[runs.count - 1].end = bytes.count
      } else {
        runs.append((bytes.count, segment.isTemplate))
      }
    }
    var ids: [Int32] = []
    var run = 0
    let matches = rawOfSegments.matches(bytes, 0..<bytes.count) { token, found in
      if !token.isSpecial { return true }
      while run < runs.count, runs[run].end <= found.lowerBound { run += 1 }
      return run < runs.count && runs[run].isTemplate && found.upperBound <= runs[run].end
    }
    encode(bytes, around: matches, parseSpecial: false, into: &ids)
    return ids
  }

  private func encode(
    _ bytes: [UInt8], around matches: [AddedTokens.Match], parseSpecial: Bool, into ids: inout [Int32]
  ) {
    var position = 0
    for match in matches {
      encodePlain(bytes, position..<max(position, match.range.lowerBound), parseSpecial, into: &ids)
      ids.append(match.id)
      position = max(position, match.range.upperBound)
    }
    encodePlain(bytes, position..<bytes.count, parseSpecial, into: &ids)
  }

  /// Text without raw added tokens: normalizes, takes out normalized added tokens, and encodes the rest.
  private func encodePlain(_ bytes: [UInt8], _ range: Range<Int>, _ parseSpecial: Bool, into ids: inout [Int32]) {
    if range.isEmpty { return }
    var text = Array(bytes[range])
    if let normalizer = parts.normalizer { text = normalizer.apply(to: text) }
    let startsInput = range.lowerBound == 0
    if normalized.isEmpty { return encodePieces(Pieces(text, startsInput: startsInput), into: &ids) }
    var position = 0
    let matches = normalized.matches(text, 0..<text.count) { token, _ in parseSpecial || !token.isSpecial }
    for match in matches {
      let start = position
      let end = max(position, match.range.lowerBound)
      encodePieces(Pieces(Array(text[start..<end]), startsInput: startsInput && start == 0), into: &ids)
      ids.append(match.id)
      position = max(position, match.range.upperBound)
    }
    encodePieces(Pieces(Array(text[position...]), startsInput: startsInput && position == 0), into: &ids)
  }

  private func encodePieces(_ text: Pieces, into ids: inout [Int32]) {
    var pieces = text
    parts.preTokenizer?.apply(to: &pieces)
    for range in pieces.ranges {
      switch parts.model {
      case .bytePair(let encoder): encoder.encode(pieces.bytes, range.lowerBound, range.upperBound, into: &ids)
      case .unigram(let encoder): encoder.encode(pieces.bytes, range.lowerBound, range.upperBound, into: &ids)
      }
    }
  }

  /// What an id stands for; empty for an id without a token.
  package func bytes(of id: Int32) -> [UInt8] {
    id >= 0 && Int(id) < parts.pieces.count ? parts.pieces[Int(id)] : []
  }

  /// The text of some ids; broken UTF-8 becomes U+FFFD.
  package func decode(_ ids: [Int32], skipSpecial: Bool = false) -> String {
    let kept = skipSpecial ? ids.filter { !isSpecial($0) } : ids
    return parts.decoding.text(of: kept.map(bytes(of:)))
  }
}
