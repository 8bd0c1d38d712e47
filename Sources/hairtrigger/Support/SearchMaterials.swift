import Digests
import Probes
import Search

/// Prompts, placebos and dictionaries of a search, read before a model is, so that a fault in them shows at once.
struct SearchMaterials {
  let placebos: Placebos
  let searchPrompts: [SearchPrompt]
  let confirmPrompts: [SearchPrompt]
  /// Texts of the user's dictionaries, and of those that ship with the program; empty where the stage is not run.
  let given: [String]
  let dictionary: [String]
  /// Combinations of the user's dictionaries that are too many to ask.
  let givenLeftOut: Int
  let words: [String]
  /// Empty for the vocabulary.
  let alphabet: [String]
  /// SHA-256 over all of it: a campaign goes on only with what it began with.
  let digest: String

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
    let own = try TriggerDictionary.read(paths: settings.dictionaries)
    (given, givenLeftOut) = (own.texts, own.leftOut)
    if let file = settings.dictionaries.first, own.texts.isEmpty {
      throw ProbeFileError(.malformed, file: file, problem: "holds no text; give one a line")
    }
    dictionary = settings.stages.contains(.dictionary) ? try data.dictionary().texts : []
    words = try data.words()
    alphabet = try settings.alphabet.map(Self.pieces) ?? []
    var digest = RunningSHA256()
    func add(_ texts: [String]) { digest.update(Array(texts.map { $0 + "\u{0}" }.joined().utf8)) }
    add(placebos.texts + given + dictionary + words + alphabet)
    for set in [search, confirm] {
      add(set.prompts.flatMap { [$0.id, $0.category] + $0.messages.flatMap { [$0.role.rawValue, $0.content] } })
    }
    self.digest = digest.hexadecimal()
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
