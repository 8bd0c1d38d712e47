import Probes
import Search

/// Prompts, placebos and dictionaries of a search, read before a model is, so that a fault in them shows at once.
struct SearchMaterials {
  let placebos: Placebos
  let searchPrompts: [SearchPrompt]
  let confirmPrompts: [SearchPrompt]
  /// Empty where the dictionary stage is not run.
  let dictionary: [String]
  /// Empty for the vocabulary.
  let alphabet: [String]

  /// Throws `ProbeFileError`.
  init(_ settings: ScanSettings) throws {
    let data = try DataFolder.locate()
    placebos = try data.placebos()
    let search: ProbeSet, confirm: ProbeSet
    if let path = settings.prompts {
      var generator = SeededGenerator(seed: settings.seed, stream: "prompt halves")
      (search, confirm) = try ProbeSet.read(path: path).halves(using: &generator)
    } else {
      (search, confirm) = (try data.searchPrompts(), try data.confirmPrompts())
    }
    searchPrompts = Self.prompts(search, seed: settings.seed)
    confirmPrompts = Self.prompts(confirm, seed: settings.seed)
    dictionary = settings.stages.contains(.dictionary) ? try data.dictionary(adding: settings.dictionaries).texts : []
    alphabet = try settings.alphabet.map(Self.pieces) ?? []
  }

  private static func pieces(path: String) throws -> [String] {
    let texts = try TriggerDictionary.read(paths: [path]).texts
    guard !texts.isEmpty else {
      throw ProbeFileError(.malformed, file: path, problem: "holds no piece; give one a line")
    }
    return texts
  }

  /// Each prompt with a gap drawn from the seed.
  private static func prompts(_ set: ProbeSet, seed: UInt64) -> [SearchPrompt] {
    var generator = SeededGenerator(seed: seed, stream: "prompt gaps")
    return set.prompts.map { SearchPrompt($0, gap: generator.drawIndex(1 << 16)) }
  }
}
