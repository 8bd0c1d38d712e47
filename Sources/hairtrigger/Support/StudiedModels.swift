import CorpusStorage
import Differential
import Findings
import ModelFormats
import Studies
import SuiteRuns
import Targets

/// The models of a study: whole ones, or adapters on the base. The base's weights are read once.
final class StudiedModels {
  private let basePath: String?
  private let common: CommonOptions
  private let note: (String) -> Void
  private var opened: ModelUnderTest?

  /// - Parameter base: as the user names it; else the base that the store's latest report names.
  init(base: String?, store: CorpusStore, common: CommonOptions, note: @escaping (String) -> Void) throws {
    var path = base
    if path == nil, case .report(let report)? = try store.records(kind: .report).last {
      path = report.model.adapters?.isEmpty == false ? report.model.path : report.base?.path
    }
    basePath = path
    self.common = common
    self.note = note
  }

  /// Nil where none is known.
  var base: MitigationStudy.Model? {
    basePath.map { path in
      MitigationStudy.Model(path: path, adapter: nil) { [self] in Self.subject(try bare(path)) }
    }
  }

  /// - Parameter option: that named it.
  func model(_ path: String, option: String) throws -> MitigationStudy.Model {
    guard MappedFile.kind(of: AdapterChoice(path).path) != .nothing else {
      throw ModelFileError(.unreadable, file: path, problem: "does not exist")
    }
    guard LoRAAdapter.isAdapter(AdapterChoice(path).path) else {
      return MitigationStudy.Model(path: path, adapter: nil) { [self] in
        note("reading \(path)")
        return Self.subject(try ModelUnderTest.open(path: path, adapters: [], workers: common.workers, memory: common.memoryLimit))
      }
    }
    guard let basePath else {
      throw CommandFault(ExitStatus.usage, "\(option): \(path) is an adapter, and the store names no base; name it with --base")
    }
    return MitigationStudy.Model(path: basePath, adapter: path) { [self] in
      let base = try bare(basePath)
      note("reading \(path)")
      return Self.subject(try base.with(adapters: [path]))
    }
  }

  private func bare(_ path: String) throws -> ModelUnderTest {
    if let opened { return opened }
    note("reading \(path)")
    let model = try ModelUnderTest.open(path: path, adapters: [], workers: common.workers, memory: common.memoryLimit)
    opened = model
    return model
  }

  private static func subject(_ model: ModelUnderTest) -> (subject: any SuiteSubject, digest: String) {
    (ModelSubject(DifferentialRunner(model), arm: .tuned), model.digest)
  }
}
