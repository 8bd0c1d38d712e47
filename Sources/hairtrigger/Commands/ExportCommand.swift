import ArgumentParser
import CorpusStorage
import Foundation
import Reporting

/// `hairtrigger export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a store's hits in another format.",
    discussion: ExportFormat.allCases.map { "\($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

  @Argument(help: "The store's folder.")
  var store: String

  @Option(help: ArgumentHelp("The format, of: \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "f"))
  var format: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The file, or folder, to write; stdout if not given.", valueName: "file"))
  var output: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    let format = try chosen()
    if format.isFolder, output == nil { throw ValidationError("--format \(format.rawValue): is a folder; name it with -o") }
    if common.json { throw ValidationError("--json: an export has its own format") }
  }

  private func chosen() throws -> ExportFormat {
    guard let format = ExportFormat(rawValue: format) else {
      let known = ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--format: '\(format)' is not one of \(known)")
    }
    return format
  }

  func run() throws {
    let opened = try CorpusStore.open(at: store, mode: .reading)
    let format = try chosen()
    let files = try format.files(ExportInput(store: opened, toolVersion: ProgramVersion.text))
    guard let output else {
      try Output.write(files.first?.contents ?? "")
      for file in files.dropFirst() { note("\(file.name) is left out; name a file with -o to have it") }
      return
    }
    if format.isFolder { return try writeFolder(files, to: output) }
    for file in files { try Output.write(file.contents, to: output + file.name) }
    note("wrote \(files.map { output + $0.name }.joined(separator: ", "))")
  }

  /// All files or none: they are written beside, and the folder is moved in place.
  private func writeFolder(_ files: [ExportedFile], to path: String) throws {
    let manager = FileManager.default
    guard !manager.fileExists(atPath: path) else {
      throw CommandFault(ExitStatus.cannotCreate, "\(path): exists already; name a new folder")
    }
    let temporary = path + ".\(ProcessInfo.processInfo.processIdentifier).new"
    do {
      for file in files {
        let url = URL(fileURLWithPath: temporary).appendingPathComponent(file.name)
        try manager.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Output.write(file.contents, to: url.path)
      }
      try manager.moveItem(atPath: temporary, toPath: path)
    } catch {
      try? manager.removeItem(atPath: temporary)
      throw error
    }
    note("wrote \(path)")
  }

  private func note(_ line: String) {
    if !common.quiet { Output.note(line) }
  }
}
