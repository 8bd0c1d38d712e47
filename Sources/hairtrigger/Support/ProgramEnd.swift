import ArgumentParser
import Campaigns
import CorpusStorage
import Endpoints
import Foundation
import Inference
import ModelFormats
import Probes
import Search
import Tokenization

/// The exit codes of every command.
enum ExitStatus {
  static let done: Int32 = 0
  /// Triggered; not reproduced; damage found.
  static let found: Int32 = 1
  static let inconclusive: Int32 = 2
  static let unsupported: Int32 = 3
  static let usage: Int32 = 64
  static let malformed: Int32 = 65
  static let unreadable: Int32 = 66
  static let anotherStore: Int32 = 69
  static let cannotCreate: Int32 = 73
  static let inputOutput: Int32 = 74
}

/// A fault that a command itself sees, with its exit code.
struct CommandFault: Error, CustomStringConvertible {
  let status: Int32
  let description: String

  init(_ status: Int32, _ description: String) {
    self.status = status
    self.description = description
  }
}

extension ValidationError {
  /// An option that is known and that this version does not honour: refused by name, never ignored.
  static func notYet(_ option: String, _ detail: String = "is not available in this version") -> ValidationError {
    ValidationError("\(option) \(detail)")
  }
}

/// The one place that turns errors into a line on stderr and an exit code.
enum ProgramEnd {
  static func exit(with error: any Error) -> Never {
    if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
    guard let (status, line) = failure(error) else {
      // Help and version go to stdout; what is wrong with the arguments takes one line.
      let code = RootCommand.exitCode(for: error).rawValue
      if code == 0 {
        let text = RootCommand.fullMessage(for: error)
        Foundation.exit((try? Output.write(text + "\n")) == nil ? ExitStatus.inputOutput : 0)
      }
      end(ExitStatus.usage, RootCommand.message(for: error) + "; see hairtrigger --help")
    }
    end(status, line)
  }

  private static func end(_ status: Int32, _ line: String) -> Never {
    let oneLine = line.split(whereSeparator: \.isNewline).joined(separator: " ")
    Output.note("hairtrigger: \(ModelFileError.printable(oneLine, limit: 2_000))")
    Foundation.exit(status)
  }

  /// Exit code and line; nil for what the argument parser throws.
  static func failure(_ error: any Error) -> (status: Int32, line: String)? {
    switch error {
    case let fault as CommandFault: (fault.status, fault.description)
    case let fault as ModelFileError: (status(fault.kind), fault.description)
    case let fault as TokenizerError: (status(fault.kind), fault.description)
    case let fault as TemplateError: (status(fault.kind), fault.description)
    case let fault as ProbeFileError: (fault.exitCode, fault.description)
    case let fault as StoreError: (fault.exitCode, fault.description)
    case let fault as CampaignError: (fault.exitCode, fault.description)
    case let fault as JournalMismatch: (ExitStatus.anotherStore, "the campaign cannot go on: \(fault.description)")
    case let fault as KernelError: (ExitStatus.inconclusive, fault.description)
    case let fault as FactorizationFailure: (ExitStatus.inconclusive, fault.description)
    case let fault as EndpointFault: (ExitStatus.inconclusive, fault.description)
    case let fault as InferenceError: (status(fault), fault.description)
    case let fault as CocoaError: (status(fault), line(fault))
    case is ValidationError, is CleanExit: nil
    default: isOfArgumentParser(error) ? nil : (ExitStatus.inputOutput, "\(error)")
    }
  }

  private static func status(_ kind: ModelFileError.Kind) -> Int32 {
    switch kind {
    case .unreadable: ExitStatus.unreadable
    case .malformed: ExitStatus.malformed
    case .unsupported: ExitStatus.unsupported
    case .defective: ExitStatus.inconclusive
    }
  }

  private static func status(_ kind: TokenizerError.Kind) -> Int32 {
    switch kind {
    case .malformed: ExitStatus.malformed
    case .unsupported: ExitStatus.unsupported
    case .unreadable: ExitStatus.unreadable
    }
  }

  private static func status(_ kind: TemplateError.Kind) -> Int32 {
    switch kind {
    case .malformed, .tooMuch, .raised: ExitStatus.malformed
    case .unsupported: ExitStatus.unsupported
    case .missing: ExitStatus.unreadable
    }
  }

  private static func status(_ error: InferenceError) -> Int32 {
    switch error {
    case .notFinite: ExitStatus.inconclusive
    case .emptyPassage, .tokenOutOfRange, .contextTooLong: ExitStatus.malformed
    }
  }

  private static func status(_ error: CocoaError) -> Int32 {
    switch error.code {
    case .fileReadNoSuchFile, .fileNoSuchFile, .fileReadNoPermission, .fileReadInvalidFileName: ExitStatus.unreadable
    case .fileWriteNoPermission, .fileWriteFileExists, .fileWriteInvalidFileName: ExitStatus.cannotCreate
    default: ExitStatus.inputOutput
    }
  }

  private static func line(_ error: CocoaError) -> String {
    let path = error.filePath ?? error.url?.path
    return path.map { "\($0): \(error.localizedDescription)" } ?? error.localizedDescription
  }

  /// The parser's own errors are of internal types; it knows them and gives every other the code 1.
  private static func isOfArgumentParser(_ error: any Error) -> Bool {
    RootCommand.exitCode(for: error).rawValue != 1
  }
}
