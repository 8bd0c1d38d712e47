internal import CorpusStorage
package import Findings

/// Several fine-tunes of one base, searched alike: a folder with `fleet.toml` and a campaign's store for each of them.
package struct Fleet: Sendable, Equatable {
  package static let fileName = "fleet.toml"
  /// Of a member's folder.
  private static let longestName = 64
  /// Members that calibrate another one's scan, those behind it in turn: each costs a twentieth of the vocabulary.
  private static let references = 8

  package let path: String
  /// What all of them are asked.
  package let configuration: CampaignConfiguration

  package struct Member: Sendable, Equatable {
    package let name: String
    package let store: String
    package let configuration: CampaignConfiguration
  }

  package var members: [Member] {
    let adapters = configuration.adapters
    return zip(configuration.members, adapters).enumerated().map { place, member in
      let (name, adapter) = member, others = Array((adapters[(place + 1)...] + adapters[..<place]).prefix(Self.references))
      var own = configuration
      (own.members, own.adapters, own.references) = ([], [adapter], configuration.references + others)
      return Member(name: name, store: path + "/" + name, configuration: own)
    }
  }

  /// Whether a folder is a fleet's.
  package static func isThere(_ path: String) -> Bool { CorpusStore.hasDocument(fileName, at: path) }

  /// Begins one.
  ///
  /// - Parameters:
  ///   - asked: of every member; its adapters are the members'.
  ///   - path: a folder that is not there yet.
  package static func create(_ asked: CampaignConfiguration, at path: String) throws -> Fleet {
    var configuration = asked
    configuration.members = names(of: asked.adapters)
    let file = path + "/" + fileName
    if isThere(path) || CampaignConfiguration.isThere(path) {
      throw CampaignError(73, "\(path): holds a campaign already; go on with hairtrigger campaign resume, or name another folder")
    }
    let fleet = try Fleet(configuration, path: path, file: file)
    try CorpusStore.createFolder(path)
    try CorpusStore.replaceDocument(fileName, at: path, with: configuration.text)
    return fleet
  }

  /// Reads one. Throws `CampaignError` or `StoreError`.
  package static func read(_ path: String) throws -> Fleet {
    let file = path + "/" + fileName
    return try Fleet(CampaignConfiguration(text: try CorpusStore.document(fileName, at: path), file: file), path: path, file: file)
  }

  private init(_ configuration: CampaignConfiguration, path: String, file: String) throws(CampaignError) {
    let names = configuration.members
    guard names.count == configuration.adapters.count, !names.isEmpty else {
      throw CampaignError(65, "\(file): 'members': has \(names.count) names for \(configuration.adapters.count) adapters; give one for each")
    }
    guard names.allSatisfy(Self.isName), Set(names).count == names.count else {
      throw CampaignError(65, "\(file): 'members': names have to be different, of letters, digits, '.', '_' and '-'")
    }
    self.path = path
    self.configuration = configuration
  }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= longestName && !text.hasPrefix(".")
      && text.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "._-".unicodeScalars.contains($0)) }
  }

  /// The adapters' last path components, made to fit; those that are not the first of their name with a number.
  package static func names(of adapters: [String]) -> [String] {
    var taken = Set<String>()
    return adapters.map { adapter in
      let last = adapter.split(separator: "/").last.map(String.init) ?? "member"
      let safe = String(last.map { isName("a" + String($0)) ? $0 : "_" }.prefix(longestName - 8))
      let plain = safe.hasPrefix(".") || safe.isEmpty ? "member" + safe : safe
      var name = plain, number = 2
      while !taken.insert(name).inserted {
        name = "\(plain)-\(number)"
        number += 1
      }
      return name
    }
  }

  // MARK: From another process

  /// Where each member stands; nil for one that was not begun.
  package func statuses() throws -> [CampaignStatus?] {
    try members.map { member in
      CorpusStore.hasDocument(CampaignMonitor.statusFile, at: member.store) ? try CampaignMonitor.status(of: member.store) : nil
    }
  }

  /// Whether it was asked to stop.
  package var isStopAsked: Bool { CorpusStore.hasDocument(CampaignMonitor.stopFile, at: path) }

  /// Forgets a wish to stop from before.
  package func forgetStop() throws { try CorpusStore.removeDocument(CampaignMonitor.stopFile, at: path) }

  /// Asks the processes that run it to stop. Returns them; none where none runs.
  package func askToStop() throws -> [Int32] {
    // Who is between two members sees this one.
    try CorpusStore.replaceDocument(CampaignMonitor.stopFile, at: path, with: "stop\n")
    return try members.compactMap { member in
      guard CampaignConfiguration.isThere(member.store) else { return nil }
      return try CampaignMonitor.askToStop(member.store)
    }
  }
}
