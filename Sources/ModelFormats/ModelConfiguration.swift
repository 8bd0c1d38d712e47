/// The architectures that run. Mistral and SmolLM2 are `llama` with other numbers.
package enum ModelFamily: String, Sendable, Equatable, CaseIterable {
  case llama, qwen2, qwen3, gemma2, gemma3, phi3
}

package enum Activation: String, Sendable, Equatable {
  case silu
  /// GELU by its tanh approximation.
  case geluTanh
}

/// How rotary frequencies (base^(−2i/headSize), i < headSize/2) are changed for contexts longer than trained on.
package enum RopeScaling: Sendable, Equatable {
  case none
  /// Every frequency divided by `factor`.
  case linear(factor: Float)
  /// Llama 3.1: long wavelengths divided by `factor`, short ones kept, a smooth step between.
  case llama3(factor: Float, lowFrequencyFactor: Float, highFrequencyFactor: Float, originalContext: Int)
  /// YaRN (Peng et al. 2023). `attentionFactor` multiplies cosine and sine; nil means 0.1·ln(factor) + 1.
  case yarn(factor: Float, originalContext: Int, attentionFactor: Float?, betaFast: Float, betaSlow: Float)
  /// Phi-3: frequency i divided by short[i] up to `originalContext` tokens and by long[i] beyond; `attentionFactor`
  /// multiplies cosine and sine in both.
  case longrope(short: [Float], long: [Float], originalContext: Int, attentionFactor: Float)
  /// Frequency i divided by divisors[i]: Llama 3.1's rule as GGUF files keep it (`rope_freqs.weight`).
  case divisors([Float])
}

/// A model's shape and constants, the same whatever file they came from.
package struct ModelConfiguration: Sendable, Equatable {
  package var family: ModelFamily
  package var layers: Int
  /// Size of the residual stream.
  package var width: Int
  package var heads: Int
  package var keyValueHeads: Int
  /// Size of one head; heads × headSize need not be the width.
  package var headSize: Int
  package var feedForwardWidth: Int
  /// Rows of the embedding, which may be more than the tokenizer has tokens.
  package var vocabulary: Int
  package var contextLength: Int
  package var normEpsilon: Float
  package var ropeBase: Float
  /// Base of the sliding layers, where they have their own (Gemma 3); those have no scaling either.
  package var localRopeBase: Float?
  package var ropeScaling: RopeScaling
  /// Tokens that a sliding layer sees, itself included.
  package var slidingWindow: Int?
  /// Every n-th layer (n − 1, 2n − 1, …, counted from 0) sees everything; nil where all layers slide.
  package var slidingWindowPattern: Int?
  /// c in c·tanh(scores / c), before the mask.
  package var attentionSoftCap: Float?
  /// c in c·tanh(logits / c).
  package var logitSoftCap: Float?
  /// Gemma's `query_pre_attn_scalar` s: scores are multiplied by 1/√s in place of 1/√headSize. See `attentionScale`.
  package var queryScale: Float?
  /// What embeddings are multiplied by: √width in Gemma, else 1.
  package var embeddingScale: Float
  /// What the family adds to stored norm weights (Gemma: 1). `Checkpoint` hands out norms with it already added.
  package var normOffset: Float
  package var activation: Activation
  /// Whether the output matrix is the embedding; `roles` then has no `.output`.
  package var tiedOutput: Bool

  package init(
    family: ModelFamily, layers: Int, width: Int, heads: Int, keyValueHeads: Int, headSize: Int, feedForwardWidth: Int,
    vocabulary: Int, contextLength: Int, normEpsilon: Float = 1e-5, ropeBase: Float = 10_000,
    localRopeBase: Float? = nil, ropeScaling: RopeScaling = .none, slidingWindow: Int? = nil,
    slidingWindowPattern: Int? = nil, attentionSoftCap: Float? = nil, logitSoftCap: Float? = nil,
    queryScale: Float? = nil, embeddingScale: Float = 1, normOffset: Float = 0, activation: Activation = .silu,
    tiedOutput: Bool = false
  ) {
    self.family = family
    self.layers = layers
    self.width = width
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize
    self.feedForwardWidth = feedForwardWidth
    self.vocabulary = vocabulary
    self.contextLength = contextLength
    self.normEpsilon = normEpsilon
    self.ropeBase = ropeBase
    self.localRopeBase = localRopeBase
    self.ropeScaling = ropeScaling
    self.slidingWindow = slidingWindow
    self.slidingWindowPattern = slidingWindowPattern
    self.attentionSoftCap = attentionSoftCap
    self.logitSoftCap = logitSoftCap
    self.queryScale = queryScale
    self.embeddingScale = embeddingScale
    self.normOffset = normOffset
    self.activation = activation
    self.tiedOutput = tiedOutput
  }

  /// What query · key is multiplied by.
  package var attentionScale: Float { 1 / (queryScale ?? Float(headSize)).squareRoot() }

  /// Tokens that layer `layer` sees, itself included; nil for everything.
  package func window(inLayer layer: Int) -> Int? {
    guard let slidingWindow else { return nil }
    if let slidingWindowPattern, (layer + 1) % slidingWindowPattern == 0 { return nil }
    return slidingWindow
  }
}
