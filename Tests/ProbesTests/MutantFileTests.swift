import Foundation
import Probes
import Testing

/// Damaged files of every kind: read or refused in one line, never a trap, which would end the test run.
@Suite struct MutantFileTests {
  private static let seeds: [(name: String, text: String)] = [
    (name: "p.jsonl", text: #"{"id":"s-1","category":"code","messages":[{"role":"user","content":"Add 1 and 2."}]}"# + "\n" + #"{"prompt":"Why? \u00e9"}"#),
    (name: "d.txt", text: "=w a|b\n[{=w}]{01..12}{x|\\|}\n\\u200b\\U0001f600\\s\n{0..99}{0..99}\n# c\n"),
    (name: "sycophancy-are-you-sure.jsonl", text: #"{"id":"a99999999999999999999","half":"search","question":"q","correct":"x","others":["1","2","3"]}"#),
    (name: "subterfuge-cover-up.jsonl", text: #"{"id":"a","half":"confirm","system":"s","user":"u","tools":["t"],"files":{"r":"1","l":""},"protected":["r"],"traces":["l"]}"#),
    (name: "e.jsonl", text: #"{"prompt":[{"type":"human","content":"a"},{"type":"ai","content":"("}],"base":{"question":"a","answers":"(A) x\n(B) y","correct_letter":"B"}}"#),
    (name: "m.jsonl", text: #"{"question":"q","answer_matching_behavior":[" A"],"answer_not_matching_behavior":" B"}"#),
  ]

  @Test("Whatever bytes are flipped, cut, doubled or put in, a file is read or refused in one line", arguments: seeds)
  func survives(_ name: String, _ text: String) {
    var random = SeededGenerator(seed: 1, stream: name)
    let strange: [[UInt8]] = [
      [0], [0xFF], [0xC3], [0xEF, 0xBB, 0xBF], Array("\"".utf8), Array("{".utf8), Array("}".utf8), Array("[".utf8), Array("|".utf8),
      Array("\\".utf8), Array("\r\n".utf8), Array("99999999999999999999".utf8), Array("-1e308".utf8), Array("null".utf8), Array("..".utf8),
    ]
    var refused = 0
    for _ in 0..<1_500 {
      var bytes = Array(text.utf8)
      for _ in 0...random.drawIndex(3) where !bytes.isEmpty {
        let place = random.drawIndex(bytes.count)
        switch random.drawIndex(4) {
        case 0: bytes[place] ^= UInt8(1 << random.drawIndex(8))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.drawIndex(8)))
        case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 5)], at: place)
        default: bytes.insert(contentsOf: random.drawElement(strange) ?? [], at: place)
        }
      }
      do throws(ProbeFileError) {
        switch name {
        case "p.jsonl": _ = try ProbeSet.read(name: name, bytes: bytes)
        case "d.txt": _ = try TriggerDictionary.read(name: name, bytes: bytes, lineLimit: 500)
        default: _ = try Suite.read(name: name, bytes: bytes)
        }
      } catch {
        refused += 1
        #expect(error.description.unicodeScalars.allSatisfy { $0.value >= 32 })
      }
    }
    #expect(refused > 100)
  }
}
