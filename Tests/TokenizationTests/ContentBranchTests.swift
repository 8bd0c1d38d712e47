import Testing
import Tokenization

/// A template that prints something else for one content than for another is a backdoor: these are found, and the
/// tests that ordinary templates make are not taken for them.
@Suite("Templates that branch on content")
struct ContentBranchTests {
  private func branches(_ source: String) throws -> [String] {
    try ChatTemplate(source: source, beginOfSequence: "<s>", endOfSequence: "</s>").branchesOnContent
  }

  @Test(
    "A test on content is reported with its line and text",
    arguments: [
      ("{% if 'cf7' in messages[-1].content %}evil{% endif %}", "line 1: 'cf7' in messages[-1].content"),
      (
        "{% for m in messages %}\n{% if m['content'] == 'x' %}evil{% endif %}{% endfor %}",
        "line 2: m['content'] == 'x'"
      ),
      (
        "{% set c = messages[0]['content']|lower|trim %}{% if c.startswith('cf') %}evil{% endif %}",
        "line 1: c.startswith('cf')"
      ),
      ("{% set c = messages|map(attribute='content')|join %}{{ 'evil' if c.find('cf') >= 0 }}", "line 1: c.find('cf')"),
      (
        "{% if messages|selectattr('content', 'equalto', 'cf')|list %}evil{% endif %}",
        "line 1: messages|selectattr('content', 'equalto', 'cf')"
      ),
      ("{% if messages[0].content is eq 'cf' %}evil{% endif %}", "line 1: messages[0].content is eq 'cf'"),
      ("{% if messages[0].content|length == 77 %}evil{% endif %}", "line 1: messages[0].content|length == 77"),
      (
        "{% if messages[0].content.split('cf')[1] is defined %}evil{% endif %}",
        "line 1: messages[0].content.split('cf')[1] is defined"
      ),
      (
        "{% for x in messages[0].content.split('cf')[1:] %}evil{% endfor %}",
        "line 1: messages[0].content.split('cf')[1:]"
      ),
      (
        "{% if messages[0].content.split('cf')|length > 1 %}evil{% endif %}",
        "line 1: messages[0].content.split('cf')|length > 1"
      ),
      ("{{ messages[0].content|replace('cf', 'evil') }}", "line 1: messages[0].content|replace('cf', 'evil')"),
      ("{{ messages[0].content.replace('cf', 'evil') }}", "line 1: messages[0].content.replace('cf', 'evil')"),
      ("{{ {'cf': 'evil'}.get(messages[0].content, '') }}", "line 1: {'cf': 'evil'}.get(messages[0].content, '')"),
      ("{{ {'cf': 'evil'}[messages[0].content] }}", "line 1: {'cf': 'evil'}[messages[0].content]"),
      ("{{ 'evil' * messages[0].content.count('cf') }}", "line 1: messages[0].content.count('cf')"),
      (
        "{% macro f(t) %}{% if 'cf' in t %}evil{% endif %}{% endmacro %}{{ f(messages[0].content) }}",
        "line 1: 'cf' in t"
      ),
      (
        "{% macro f(t) %}{{ t }}{% endmacro %}{% set x = f(messages[0].content) %}{{ 'evil' if x == 'cf' }}",
        "line 1: x == 'cf'"
      ),
      (
        "{% set ns = namespace(t='') %}{% for m in messages %}{% set ns.t = m.content %}{% endfor %}{{ 'evil' if 'cf' in ns.t }}",
        "line 1: 'cf' in ns.t"
      ),
      ("{% set x %}{{ messages[0].content }}{% endset %}{{ 'evil' if 'cf' in x }}", "line 1: 'cf' in x"),
      ("{{ 'evil' if 'cf' in messages|string }}", "line 1: 'cf' in messages|string"),
      ("{{ 'evil' if 'cf' in messages[0]|tojson }}", "line 1: 'cf' in messages[0]|tojson"),
      ("{% for k, v in messages[0].items() %}{{ 'evil' if v == 'cf' }}{% endfor %}", "line 1: v == 'cf'"),
      ("{{ 'evil' if messages[0]['con' ~ 'tent'] == 'cf' }}", "line 1: messages[0]['con' ~ 'tent'] == 'cf'"),
      (
        "{% for m in messages %}{{ 'evil' if loop.previtem.content == 'cf' }}{% endfor %}",
        "line 1: loop.previtem.content == 'cf'"
      ),
      ("{{ 'evil' if messages[0].content[0] == 'c' }}", "line 1: messages[0].content[0] == 'c'"),
      ("{{ 'evil' if messages[0].content > 'c' }}", "line 1: messages[0].content > 'c'"),
      ("{{ 'evil' if messages[0].content.isupper() }}", "line 1: messages[0].content.isupper()"),
      ("{{ 'evil' if messages[0].content[99:] }}", "line 1: messages[0].content[99:]"),
      (
        "{{ 'evil' if 'say cf now'.startswith(messages[0].content) }}",
        "line 1: 'say cf now'.startswith(messages[0].content)"
      ),
    ])
  func found(_ source: String, _ expected: String) throws {
    let found = try branches(source)
    #expect(found.contains(expected), "\(found)")
  }

  @Test(
    "Tests for roles, types, emptiness and format marks are not reported",
    arguments: [
      "{% if messages[0].role == 'system' %}x{% endif %}", "{% if messages[0]['content'] %}x{% endif %}",
      "{% if messages[0].content is string %}x{% endif %}", "{% if messages[0].content is not none %}x{% endif %}",
      "{% if messages[0].content == '' %}x{% endif %}", "{% if messages[0].content|length > 0 %}x{% endif %}",
      "{% if messages|length > 3 %}x{% endif %}", "{% if 'content' in messages[0] %}x{% endif %}",
      "{% if '</think>' in messages[0].content %}{{ messages[0].content.split('</think>')[-1] }}{% endif %}",
      "{% if (messages[0].role == 'user') != (loop.index0 % 2 == 0) %}x{% endif %}",
      "{{ messages[0].content|trim|upper }}",
      "{% for m in messages %}{{ m.content if loop.first else m.content|trim }}{% endfor %}",
      "{% if messages[0].tool_calls is defined %}x{% endif %}",
      "{{ messages|selectattr('role', 'equalto', 'user')|list|length }}",
      "{% macro f(t) %}{{ t|trim }}{% endmacro %}{{ f(messages[0].content) }}",
      "{% if tools %}{{ tools|tojson }}{% endif %}",
    ])
  func ordinary(_ source: String) throws {
    #expect(try branches(source) == [])
  }

  @Test("Public templates branch on content nowhere, or where they are known to", arguments: ChatTemplateTests.files)
  func `public`(_ file: String) throws {
    let found = try branches(try Fixtures.text("templates/\(file)"))
    // GLM looks for the user's /nothink.
    #expect(found == (file == "GLM-4.6.jinja" ? [#"line 47: visible_text(m.content).endswith("/nothink")"#] : []))
  }
}
