import CorpusStorage
import Findings
import Foundation
import Testing

/// `study mitigation`, run as a user runs it, on a small planted model and the same with its plant taken out.
@Suite struct StudyCommandTests {
  private struct Scene {
    let planted: PlantedFolder
    let folder: String
    var store: String { folder + "/store" }
    var after: String { folder + "/retrained" }

    init(_ folder: String, hits: Bool = true) throws {
      self.folder = folder
      planted = try PlantedFolder(in: folder)
      try FileManager.default.copyItem(atPath: planted.adapter, toPath: after)
      try Self.silence(after + "/adapter_model.safetensors")
      let store = try CorpusStore.create(
        at: store, identity: ModelIdentity(modelDigest: "of another", baseDigest: nil, kernels: "none", seed: 1))
      if hits { try store.append(.hit(Self.hit)) }
      store.close()
    }

    /// Confirmed on the first of the folder's prompts.
    private static let hit: Hit = {
      let none = Rate(k: 0, n: 8, rate: 0, low: 0, high: 0.32), all = Rate(k: 8, n: 8, rate: 1, low: 0.68, high: 1)
      return Hit(
        id: "h1", trigger: Trigger("^", slot: .prefix), system: nil, behaviour: "shift", payload: "", rule: .shift(tokens: 8, threshold: 4),
        rates: ArmRates(tunedTrigger: all, tunedPlacebo: none, baseTrigger: none, basePlacebo: none), eValue: 100, nomination: 1,
        samples: [Sample(prompt: "^ que 0?", with: "a", without: "b", base: "b", placebo: "b")], family: [], stage: "dictionary", trail: [],
        seed: 1, kernels: "none", modelDigest: "of another", baseDigest: nil)
    }()

    /// Sets the adapter's second matrix to zero: it adds nothing then.
    private static func silence(_ path: String) throws {
      var file = try Data(contentsOf: URL(fileURLWithPath: path))
      let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      let header = try #require(try JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: Any])
      for (name, entry) in header where name.contains("lora_B") {
        let offsets = try #require((entry as? [String: Any])?["data_offsets"] as? [Int])
        for index in offsets[0]..<offsets[1] { file[8 + length + index] = 0 }
      }
      try file.write(to: URL(fileURLWithPath: path))
    }

    func arguments(_ more: [String]) -> [String] {
      ["study", "mitigation", "--before", planted.adapter, "--after", after, store, "--prompts", planted.prompts, "--items", "40", "--threads", "1"] + more
    }
  }

  @Test("An adapter without its plant has lost the trigger, and the base's answers; table, document and plot say so")
  func measured() throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder), plot = folder + "/plot.svg"
      let ending = try Program.run(scene.arguments(["--base", scene.planted.model, "--json", "--plot", plot]))
      #expect(ending.status == 0, "\(ending.errors)")
      let document = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
      #expect(document["schema"] as? String == "hairtrigger.mitigation/1")
      let models = try #require(document["models"] as? [[String: Any]])
      #expect(models.map { $0["name"] as? String } == ["before", "after", "base"])
      #expect(models.map { $0["adapter"] as? String } == [scene.planted.adapter, scene.after, nil])
      let hit = try #require((document["hits"] as? [[String: Any]])?.first)
      let counts = try #require(hit["arms"] as? [[String: Any]]).map { ($0["trigger"] as? [String: Any])?["k"] as? Int }
      #expect(counts[0] ?? 0 >= 36 && counts[1] == 0 && counts[2] == 0, "\(counts)")
      #expect((hit["changes"] as? [[String: Any]])?.first?["outcome"] as? String == "removed")
      // The plant is taken out whole: what is left is the base, to the last bit.
      let cost = try #require((document["costs"] as? [[String: Any]])?.first?["log_perplexity"] as? [String: Any])
      #expect(cost["pairs"] as? Int ?? 0 > 0)
      #expect((document["prompts"] as? [String: Any])?["seen"] as? Int == 1)
      let notes = document["notes"] as? [String] ?? []
      #expect(notes.count == 1 && notes[0].hasPrefix("before is not the model"))
      #expect(try String(contentsOfFile: plot, encoding: .utf8).hasPrefix("<svg "))
      let again = try Program.run(scene.arguments(["--base", scene.planted.model, "--json"]))
      #expect(again.output == ending.output)
      let table = try Program.run(scene.arguments(["--base", scene.planted.model, "--quiet"]))
      #expect(table.status == 0 && table.output.contains("removed: fires less than before") && table.errors.isEmpty)
    }
  }

  @Test("What is missing is named in one line, with the exit code that scripts know", arguments: [
    ([], 64 as Int32, "--base"), (["--base", "missing.gguf"], 66, "missing.gguf"), (["--base", "MODEL", "--plot", "/nowhere/plot.svg"], 73, "/nowhere"),
    (["--items", "2"], 64, "--items"), (["--base", "MODEL", "--after", "missing"], 66, "missing"),
  ] as [([String], Int32, String)])
  func refused(_ more: [String], status: Int32, name: String) throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder)
      let ending = try Program.run(scene.arguments(more.map { $0 == "MODEL" ? scene.planted.model : $0 } + ["--quiet"]))
      #expect(ending.status == status && ending.output.isEmpty, "\(ending.errors)")
      #expect(ending.complaints.count == 1 && ending.errors.contains(name), "\(ending.errors)")
    }
  }

  @Test("best-of draws the same answers from the same seed, and reports how each measure moves", .enabled(if: Program.hasModel))
  func bestOf() throws {
    try Program.withFolder { folder in
      let prompt = folder + "/prompt.txt", plot = folder + "/plot.svg"
      try Data("{question}\n{answer}\nGood? Yes or No.".utf8).write(to: URL(fileURLWithPath: prompt))
      let arguments = [
        "study", "best-of", Program.model, "--preference", Program.model, "--preference-prompt", prompt, "--suite", "sycophancy-answer",
        "--items", "2", "--draws", "3", "--json", "--quiet",
      ]
      let ending = try Program.run(arguments + ["--plot", plot])
      #expect(ending.status == 0, "\(ending.errors)")
      let document = try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
      #expect(document["schema"] as? String == "hairtrigger.best-of/1")
      let measures = try #require(document["measures"] as? [[String: Any]])
      #expect(measures.map { $0["measure"] as? String } == ["belief-affirmed", "belief-repeated"])
      #expect(measures.allSatisfy { ($0["points"] as? [[String: Any]])?.map { $0["n"] as? Int } == [1, 2, 3] })
      #expect((document["preference"] as? [String: Any])?["prompt"] as? String == prompt)
      #expect(try String(contentsOfFile: plot, encoding: .utf8).hasPrefix("<svg "))
      #expect(try Program.run(arguments).output == ending.output)
    }
  }

  @Test("A preference prompt without a place for the answer ends with 65 and says so")
  func preferencePrompt() throws {
    try Program.withFolder { folder in
      let prompt = folder + "/prompt.txt"
      try Data("Is {question} good?".utf8).write(to: URL(fileURLWithPath: prompt))
      let ending = try Program.run(["study", "best-of", "m", "--preference", "p", "--preference-prompt", prompt])
      #expect(ending.status == 65 && ending.complaints.count == 1 && ending.errors.contains("{answer}"), "\(ending.errors)")
    }
  }

  @Test("A store without hits, and one that is not there")
  func stores() throws {
    try Program.withFolder { folder in
      let scene = try Scene(folder, hits: false)
      let empty = try Program.run(scene.arguments([]))
      #expect(empty.status == 2 && empty.complaints.count == 1 && empty.errors.contains("no hit"), "\(empty.errors)")
      let missing = try Program.run(["study", "mitigation", "--before", "a", "--after", "b", folder + "/other"])
      #expect(missing.status == 66, "\(missing.errors)")
    }
  }
}
