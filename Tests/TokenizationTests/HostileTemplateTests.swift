import Testing
import Tokenization

/// Templates that want to break out, to run for ever, or to take all memory: each ends with a typed error, soon.
@Suite("Hostile templates")
struct HostileTemplateTests {
  static func nested(_ open: String, _ inside: String, _ close: String, _ count: Int = 10_000) -> String {
    String(repeating: open, count: count) + inside + String(repeating: close, count: count)
  }

  static let cases: [(String, TemplateError.Kind)] = [
    // Ways out of the sandbox.
    ("{{ ''.__class__.__mro__[1].__subclasses__() }}", .malformed),
    ("{{ messages[0]['__class__']['__init__'] }}", .malformed),
    ("{{ messages.__init__.__globals__.os.popen('id').read() }}", .malformed),
    ("{{ cycler.__init__.__globals__ }}", .malformed), ("{{ ''['__cl' ~ 'ass__'] }}", .malformed),
    ("{{ messages|attr('__class__') }}", .malformed), ("{{ messages|map(attribute='__class__')|list }}", .malformed),
    ("{{ '{0.__class__}'.format(messages) }}", .malformed), ("{{ raise_exception.__globals__ }}", .malformed),
    ("{{ [].append(1) }}", .malformed), ("{{ {}.update({'a': 1}) }}", .malformed),
    ("{{ messages[0].pop('role') }}", .malformed),
    ("{% include '/etc/passwd' %}", .unsupported), ("{% import 'os' as os %}", .unsupported),
    ("{% from 'a' import b %}", .unsupported),
    ("{% extends 'a' %}", .unsupported), ("{{ range(*[1]) }}", .unsupported),
    // Without end.
    ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", .tooMuch),
    ("{% macro f(n) %}{{ f(n + 1) ~ f(n + 1) }}{% endmacro %}{{ f(0) }}", .tooMuch),
    (
      "{% macro f(n) %}{% if n > 0 %}{{ f(n - 1) ~ f(n - 1) ~ f(n - 1) }}{% endif %}{% endmacro %}{{ f(30) }}", .tooMuch
    ),
    ("{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}", .tooMuch),
    (
      "{% macro f() %}{{ caller() }}{{ caller() }}{% endmacro %}" + nested("{% call f() %}", "x", "{% endcall %}", 40),
      .tooMuch
    ),
    ("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", .unsupported),
    (nested("{% for a in range(100) %}", "x", "{% endfor %}", 20), .tooMuch),
    ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", .tooMuch),
    ("{% for a in range(90000) %}{set n.d = dict(n.d, a=i) %}{% endfor %}", .tooMuch),
    // Too deep.
    ("{{ " + nested("(", "1", ")") + " }}", .tooMuch), ("{{ " + nested("[", "", "]") + " }}", .tooMuch),
    ("{{ " + nested("{1:", "1", "}") + " }}", .tooMuch), ("{{ " + nested("not ", "1", "") + " }}", .tooMuch),
    ("{{ " + nested("-", "1", "") + " }}", .tooMuch), ("{{ " + nested("1 if 0 else ", "1", "") + " }}", .tooMuch),
    (nested("{% if 1 %}", "", "{% endif %}"), .tooMuch), ("{{ a" + nested(".b", "", "") + " }}", .tooMuch),
    ("{{ 1" + nested("+1", "", "") + " }}", .tooMuch), ("{{ 1" + nested("|string", "", "") + " }}", .tooMuch),
    ("{{ messages" + nested("[0]", "", "") + " }}", .tooMuch),
    // Too large.
    ("{% for i in range(1000000000) %}x{% endfor %}", .tooMuch), ("{{ range(999999999999)|length }}", .tooMuch),
    ("{{ range(-9223372036854775807, 9223372036854775807)|length }}", .tooMuch),
    ("{{ 'x' * 1000000000 }}", .tooMuch), ("{{ 'x' * 9223372036854775807 }}", .tooMuch),
    ("{{ [0] * 1000000000 }}", .tooMuch),
    ("{{ ('x' * 1000000) * 1000 }}", .tooMuch), ("{{ 'a'|indent(1000000000) }}", .tooMuch),
    ("{{ ('x' * 100000)|replace('x', 'y' * 100000) }}", .tooMuch), ("{{ range(90000)|join('x' * 100000) }}", .tooMuch),
    ("{% set n = namespace(s='xxxxxxxx') %}{% for i in range(100) %}{% set n.s = n.s ~ n.s %}{% endfor %}", .tooMuch),
    ("{% set n = namespace(s=[1]) %}{% for i in range(60) %}{% set n.s = [n.s, n.s] %}{% endfor %}{{ n.s }}", .tooMuch),
    (
      "{% set n = namespace(s=[1]) %}{% for i in range(60) %}{% set n.s = [n.s, n.s] %}{% endfor %}{{ n.s == n.s }}",
      .tooMuch
    ),
    (
      "{% set n = namespace(s=[1]) %}{% for i in range(60) %}{% set n.s = [n.s, n.s] %}{% endfor %}{{ n.s|tojson }}",
      .tooMuch
    ),
    ("{% set n = namespace(s=[1]) %}{% for i in range(90000) %}{% set n.s = [n.s] %}{% endfor %}", .tooMuch),
    ("{% set n = namespace(s={}) %}{% for i in range(90000) %}{% set n.s = {'a': n.s} %}{% endfor %}", .tooMuch),
    ("{% set n = namespace() %}{% set n.a = n %}", .tooMuch),
    ("{% set n = namespace() %}{% set n.a = [n] %}", .tooMuch),
    ("{% set n = namespace() %}{% for i in range(9000) %}{% set n.a = namespace(x=n.a) %}{% endfor %}", .tooMuch),
    ("{{ ('a' * 200000 ~ 'b') in ('a' * 3000000) }}", .tooMuch),
    ("{{ ('a' * 2000000).rfind('a' * 1000000 ~ 'b') }}", .tooMuch),
    ("{{ (['x' * 100000] * 1000)|tojson }}", .tooMuch), ("{{ range(99999)|unique|list }}", .tooMuch),
    ("{{ strftime_now('%Y' * 1000) }}", .tooMuch), (String(repeating: "x", count: 300_000), .tooMuch),
    ("{% for i in range(99999) %}{{ 'x' * 100000 }}{% endfor %}", .tooMuch),
    ("{{ '{}{}'.format('x' * 4000000, 'x' * 4000000) }}", .tooMuch),
    // Numbers at their ends.
    ("{{ 10 ** 10 ** 10 }}", .malformed), ("{{ 1 // 0 }}", .malformed), ("{{ 1 % 0 }}", .malformed),
    ("{{ 1 / 0 }}", .malformed),
    ("{{ (-9223372036854775807 - 1) // -1 }}", .malformed), ("{{ (-9223372036854775807 - 1) % -1 }}", .malformed),
    ("{{ -(-9223372036854775807 - 1) }}", .malformed), ("{{ 9223372036854775807 + 1 }}", .malformed),
    ("{{ 9223372036854775807 * 2 }}", .malformed), ("{{ 99999999999999999999 }}", .malformed),
    ("{{ 1e999 }}", .malformed),
    ("{{ 1e300|int }}", .malformed), ("{{ 5 is divisibleby 0 }}", .malformed), ("{{ 1.5|round(999999) }}", .malformed),
    ("{{ 'a'[::0] }}", .malformed), ("{{ range(1, 2, 0) }}", .malformed),
  ]

  @Test("It ends with an error of its kind, within bounds", arguments: cases)
  func refused(_ source: String, _ kind: TemplateError.Kind) throws {
    var error: TemplateError?
    let time = ContinuousClock().measure {
      do {
        let template = try ChatTemplate(source: source, beginOfSequence: "<s>", endOfSequence: "</s>")
        _ = template.branchesOnContent
        _ = try template.render([ChatMessage(role: "user", content: "x")], addGenerationPrompt: true)
      } catch let fault as TemplateError {
        error = fault
      } catch {}
    }
    let fault = try #require(error)
    #expect(fault.kind == kind, "\(fault)")
    #expect(!fault.description.contains("\n"))
    // On an idle machine the slowest takes a tenth of this.
    #expect(time < .seconds(1))
  }

  @Test(
    "At the ends of what is allowed nothing traps",
    arguments: [
      "{{ 'abc'[-9223372036854775807:9223372036854775807:9223372036854775807] }}",
      "{{ 'abc'[::-9223372036854775807] }}",
      "{{ [1][-9223372036854775807] }}{{ 'a'[9223372036854775807] }}", "{{ (-9223372036854775807 - 1)|abs }}",
      "{{ 'x' * -5 }}{{ [1] * 0 }}{{ '' * 9223372036854775807 }}{{ [] * 1000000000 }}", "{{ ''|first }}{{ []|last }}{{ []|max }}", "{{ 'a'.split('a', -9) }}",
      "{{ ''.replace('', 'x', 0) }}",
      "{{ 'x'.join([]) }}{{ ''|title }}{{ ''|capitalize }}{{ ''|indent }}{{ ''|wordcount }}",
      "{{ range(5, 1)|list }}{{ range(0)|list }}",
      "{{ 'a'.rsplit('b', 3) }}{{ 'a'.removesuffix('') }}{{ ''.splitlines() }}",
      "{% for i in '' %}{% endfor %}{{ loop is defined }}",
    ])
  func edges(_ source: String) throws {
    let template = try ChatTemplate(source: source, beginOfSequence: "<s>", endOfSequence: "</s>")
    _ = try template.render([], addGenerationPrompt: false)
  }

  @Test("Any cut or change of a real template is read or refused, and rendered or refused")
  func mutated() throws {
    let source = Array(try Fixtures.text("templates/Qwen-Qwen3-0.6B.jinja").unicodeScalars)
    let tokens = [
      "{{", "}}", "{%", "%}", "{#", "#}", "-%}", "(", ")", "[", "]", "'", "\"", "|", ".", "if", "for", "not", "in",
      "\\", "*", "**", "~", "end",
    ]
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var outcomes = (rendered: 0, refused: 0)
    for _ in 0..<1500 {
      var text = source
      let at = next(text.count)
      switch next(3) {
      case 0: text.removeSubrange(at..<min(text.count, at + 1 + next(40)))
      case 1: text.insert(contentsOf: Array(tokens[next(tokens.count)].unicodeScalars), at: at)
      default: text.removeSubrange(at...)
      }
      do {
        let template = try ChatTemplate(
          source: String(String.UnicodeScalarView(text)), beginOfSequence: "<s>", endOfSequence: "</s>")
        _ = template.branchesOnContent
        _ = try template.render(
          [ChatMessage(role: "system", content: "s"), ChatMessage(role: "user", content: "u")],
          addGenerationPrompt: true)
        outcomes.rendered += 1
      } catch {
        outcomes.refused += 1
      }
    }
    #expect(outcomes.rendered > 100 && outcomes.refused > 100)
  }
}
