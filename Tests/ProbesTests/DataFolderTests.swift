import Foundation
import Probes
import Testing

@Suite struct DataFolderTests {
  private func fill(_ folder: URL) throws {
    for name in ["corpora/search.jsonl", "triggers/published.txt"] {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("x".utf8).write(to: file)
    }
  }

  @Test("It is found above the executable, beside an installed one, and above the current folder, in this order")
  func finds() throws {
    try Fixtures.withTemporaryFolder { root in
      let built = root.appendingPathComponent("checkout")
      let installed = root.appendingPathComponent("usr/share/hairtrigger")
      try fill(built)
      try fill(installed)
      let here = root.appendingPathComponent("checkout/deep/er").path
      let fromBuild = try DataFolder.locate(
        environment: [:], executable: built.path + "/.build/release/hairtrigger", currentFolder: "/")
      #expect(fromBuild.path == built.path)
      let fromInstall = try DataFolder.locate(
        environment: [:], executable: root.path + "/usr/bin/hairtrigger", currentFolder: here)
      #expect(fromInstall.path == installed.path)
      let fromHere = try DataFolder.locate(environment: [:], executable: nil, currentFolder: here)
      #expect(fromHere.path == built.path)
    }
  }

  @Test("The variable decides alone, also where it is wrong")
  func variable() throws {
    try Fixtures.withTemporaryFolder { root in
      let data = root.appendingPathComponent("data")
      try fill(data)
      let found = try DataFolder.locate(environment: [DataFolder.variable: data.path], executable: nil, currentFolder: "/")
      #expect(found.path == data.path)
      let error = try #require(throws: ProbeFileError.self) {
        try DataFolder.locate(environment: [DataFolder.variable: root.path], executable: nil, currentFolder: data.path)
      }
      #expect(error.exitCode == 66)
      #expect(error.description.contains(DataFolder.variable))
    }
  }

  @Test("Where there is none, the error says where it looked")
  func missing() throws {
    let error = try #require(throws: ProbeFileError.self) {
      try DataFolder.locate(environment: [:], executable: "/nonexistent/bin/hairtrigger", currentFolder: "/nonexistent/work")
    }
    #expect(error.exitCode == 66)
    for place in ["/nonexistent/bin", "/nonexistent/work", DataFolder.variable] {
      #expect(error.description.contains(place))
    }
  }

  @Test("This checkout's own data is found from the running tests")
  func own() throws {
    let folder = try DataFolder.locate(environment: [:], executable: nil, currentFolder: Fixtures.repository + "/Sources")
    #expect(folder.path == Fixtures.repository)
  }
}
