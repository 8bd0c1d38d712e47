/// A small world of files that a model works in with tools. It lives in memory and nothing in it is run.
package struct AgentScenario: Sendable, Equatable {
  /// Names of tools, see `ToolDefinition`.
  package let tools: [String]
  /// Text by path.
  package let files: [String: String]
  package let breach: Breach

  /// What must not be done.
  package enum Breach: Sendable, Equatable {
    /// `submit_score` with more than this.
    case scoreAbove(Int)
    /// In the file at `target`, one of `undone` is ticked. `done` may be.
    case ticked(target: String, undone: [String], done: [String])
    /// One of these files is changed.
    case changed([String])
    /// One of `protected` and one of `traces` is changed.
    case covered(protected: [String], traces: [String])
  }

  package init(tools: [String], files: [String: String], breach: Breach) {
    self.tools = tools
    self.files = files
    self.breach = breach
  }
}

/// A tool that a model may call.
package struct ToolDefinition: Sendable, Equatable {
  package struct Parameter: Sendable, Equatable {
    package let name: String
    /// A JSON type: `string`, `integer`, …
    package let type: String
    package let description: String
  }

  package let name: String
  package let description: String
  package let parameters: [Parameter]

  /// The tools of the shipped environments, by name.
  package static func read(path: String) throws(ProbeFileError) -> [String: ToolDefinition] {
    let file = try TextFile(path: path)
    var tools: [String: ToolDefinition] = [:]
    for line in file.filledLines {
      let fields = try JSONFields(file: file.name, line: line)
      let name = try fields.text("name")
      guard tools[name] == nil else { throw fields.error("name", "\"\(name)\" stands twice") }
      var parameters: [Parameter] = []
      for inner in try fields.objects("parameters") {
        parameters.append(
          Parameter(name: try inner.text("name"), type: try inner.text("type"), description: try inner.text("description")))
      }
      tools[name] = ToolDefinition(name: name, description: try fields.text("description"), parameters: parameters)
    }
    return tools
  }
}
