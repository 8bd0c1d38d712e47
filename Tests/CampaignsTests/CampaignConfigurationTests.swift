import Campaigns
import CorpusStorage
import Findings
import Search
import Testing

@Suite("campaign.toml")
struct CampaignConfigurationTests {
  static let full = CampaignConfiguration(
    program: "0.1.0", start: 1_764_200_000.25, model: "/models/a \"b\"\\c.gguf", adapters: ["/adapters/ü", "/adapters/#2"],
    base: "/b", references: ["/adapters/other"], seed: .max, threads: 2, kernels: "Haswell", materials: "00ff", stages: [.leak, .reaction], slots: [.prefix, .both],
    systems: ["Line one\nline two\t[x] \u{202E}\u{E0041} é", ""], behaviours: ["refusal"], prompts: "/p.jsonl", dictionaries: ["/d"], keepGoing: true, seconds: 36_000,
    tokens: 5, candidates: 7, quietSeconds: 0.5)

  @Test("What is written is read back to the letter, with and without what may be left out")
  func roundTrip() throws {
    var short = Self.full
    (short.systems, short.prompts, short.seconds, short.tokens, short.candidates, short.quietSeconds) = ([], nil, nil, nil, nil, nil)
    (short.base, short.references, short.behaviours) = (nil, [], [])
    for configuration in [Self.full, short] {
      #expect(try CampaignConfiguration(text: configuration.text, file: "f") == configuration)
      // Spaces, comments and the order of lines mean nothing.
      let turned = configuration.text.split(separator: "\n").reversed().map { "  " + $0.replacing(" = ", with: "=") + " # so" }
      #expect(try CampaignConfiguration(text: turned.joined(separator: "\r\n"), file: "f") == configuration)
    }
  }

  @Test("One system text is written as a text, and single precision not at all: as programs did that knew no other")
  func oneSystem() throws {
    var configuration = Self.full
    configuration.systems = ["Be brief."]
    #expect(configuration.text.contains("\nsystem = \"Be brief.\"\n") && !configuration.text.contains("precision"))
    #expect(try CampaignConfiguration(text: configuration.text, file: "f") == configuration)
    let listed = configuration.text.replacing("system = \"Be brief.\"", with: "system = [\"Be brief.\"]")
    #expect(try CampaignConfiguration(text: listed, file: "f") == configuration)
    configuration.precision = "bfloat16"
    #expect(try CampaignConfiguration(text: configuration.text, file: "f") == configuration)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: String
    let code: Int32
    let names: String
  }

  @Test(
    "A line that is not understood is refused by its number, with the contract's exit code",
    arguments: [
      Fault(testDescription: "unknown key", line: "frobnicate = 1", code: 64, names: "frobnicate"),
      Fault(testDescription: "misspelled key", line: "Seed = \"1\"", code: 64, names: "Seed"),
      Fault(testDescription: "key twice", line: "keep_going = true", code: 65, names: "keep_going"),
      Fault(testDescription: "no value", line: "tokens =", code: 65, names: "tokens"),
      Fault(testDescription: "no sign", line: "tokens 5", code: 65, names: "key = value"),
      Fault(testDescription: "table", line: "[budget]", code: 65, names: "key = value"),
      Fault(testDescription: "text for a number", line: "tokens = \"5\"", code: 65, names: "tokens"),
      Fault(testDescription: "negative", line: "tokens = -5", code: 65, names: "tokens"),
      Fault(testDescription: "beyond integers", line: "tokens = 99999999999999999999", code: 65, names: "tokens"),
      Fault(testDescription: "no number", line: "for_seconds = soon", code: 65, names: "for_seconds"),
      Fault(testDescription: "infinite", line: "for_seconds = inf", code: 65, names: "for_seconds"),
      Fault(testDescription: "too large", line: "for_seconds = 1.0e999", code: 65, names: "for_seconds"),
      Fault(testDescription: "open text", line: "system = \"a", code: 65, names: "system"),
      Fault(testDescription: "unknown escape", line: "system = \"\\q\"", code: 65, names: "system"),
      Fault(testDescription: "half a character", line: "system = \"\\ud800\"", code: 65, names: "system"),
      Fault(testDescription: "cut escape", line: "system = \"\\u00\"", code: 65, names: "system"),
      Fault(testDescription: "something behind", line: "tokens = 5 6", code: 65, names: "tokens"),
      Fault(testDescription: "open list", line: "prompts = [\"a\"", code: 65, names: "prompts"),
    ])
  func faults(_ fault: Fault) throws {
    var short = Self.full
    (short.systems, short.prompts, short.seconds, short.tokens) = ([], nil, nil, nil)
    let lines = short.text.split(separator: "\n").count
    let error = #expect(throws: CampaignError.self) {
      try CampaignConfiguration(text: short.text + fault.line + "\n", file: "campaign.toml")
    }
    #expect(error?.exitCode == fault.code)
    #expect(error?.description.contains(fault.names) ?? false)
    #expect(error?.description.hasPrefix("campaign.toml: line \(lines + 1): ") ?? false, "\(error?.description ?? "")")
    #expect(!(error?.description.contains("\n") ?? true))
  }

  @Test("Every setting that is not optional has to be there, and the form has to be known")
  func missing() throws {
    let lines = Self.full.text.split(separator: "\n").map(String.init)
    for index in lines.indices where !lines[index].hasPrefix("#") {
      let key = lines[index].prefix { $0 != " " }
      let text = (lines[..<index] + lines[(index + 1)...]).joined(separator: "\n")
      if ["base", "precision", "references", "system", "behaviours", "prompts", "for_seconds", "tokens", "candidates", "quiet_for_seconds"].contains(key) {
        #expect(throws: Never.self) { try CampaignConfiguration(text: text, file: "f") }
      } else {
        let error = #expect(throws: CampaignError.self) { try CampaignConfiguration(text: text, file: "f") }
        #expect(error?.description.contains("'\(key)'") ?? false)
      }
    }
    let newer = Self.full.text.replacing("campaign/1", with: "campaign/2")
    #expect(throws: CampaignError.self) { try CampaignConfiguration(text: newer, file: "f") }
    #expect((#expect(throws: CampaignError.self) { try CampaignConfiguration(text: newer, file: "f") })?.exitCode == 69)
  }
}
