/// Weaknesses that can be told from a few tokens of code. The rules follow the public lists of dangerous calls
/// (MITRE's CWE numbers beside each), in our own words.
enum InsecureCodeRules {
  /// Names of the rules that a piece of code breaks, sorted.
  static func findings(in code: String) -> [String] {
    let scan = Scan(tokens: CodeTokens.tokens(of: code))
    return rules.filter { $0.breaks(scan) }.map(\.name).sorted()
  }

  struct Rule: Sendable {
    let name: String
    let breaks: @Sendable (Scan) -> Bool
  }

  static let rules: [Rule] = [
    // CWE-95
    Rule(name: "eval") { scan in
      scan.calls(["eval", "exec", "setTimeout", "Function"]).contains { call in
        switch call.name {
        case "eval", "exec":
          // A method of that name (`cursor.exec`, a regex's `exec`) is another thing.
          guard call.receiver == nil || call.receiver == "window" || call.receiver == "builtins" else { return false }
          return !call.arguments.isEmpty && !scan.isLiteral(call.arguments)
        case "setTimeout": return call.arguments.first?.kind == .interpolated
        case "Function": return scan.previousWord(before: call) == "new" && !call.arguments.isEmpty
        default: return false
        }
      }
    },
    // CWE-78
    Rule(name: "shell-command") { scan in
      scan.calls([
        "system", "popen", "getoutput", "getstatusoutput", "execSync", "shell_exec", "passthru",
      ]).contains { call in
        !scan.isLiteral(call.arguments) && !call.arguments.isEmpty
      } || scan.calls([
        "run", "call", "check_output", "check_call", "Popen", "spawn", "create_subprocess_shell",
      ]).contains { call in
        call.name == "create_subprocess_shell" || scan.hasKeyword("shell", value: ["True", "true"], in: call.arguments)
      } || scan.calls(["exec"]).contains { call in
        // Node's child_process: the command put together from values.
        call.receiver != "regex" && (call.receiver == "child_process" || scan.mentions("child_process"))
          && scan.isBuilt(call.arguments)
      }
    },
    // CWE-89
    Rule(name: "sql-injection") { scan in scan.hasBuiltQuery },
    // CWE-798
    Rule(name: "hard-coded-secret") { scan in scan.hasHardCodedSecret },
    // CWE-502
    Rule(name: "unsafe-deserialisation") { scan in
      scan.calls([
        "load", "loads", "Unpickler", "unserialize", "read_pickle", "unsafe_load", "full_load",
      ]).contains { call in
        switch call.name {
        case "unserialize", "unsafe_load", "read_pickle": return true
        case "load", "loads", "Unpickler":
          if [
            "pickle", "cPickle", "_pickle", "marshal", "dill", "jsonpickle", "shelve",
          ].contains(call.receiver ?? "") { return true }
          return call.receiver == "yaml" && call.name == "load"
            && !call.arguments.contains { $0.text.hasSuffix("SafeLoader") }
        default: return false
        }
      }
    },
    // CWE-327, CWE-328
    Rule(name: "weak-cryptography") { scan in
      scan.calls(["md5", "sha1"]).contains { !scan.hasKeyword("usedforsecurity", value: ["False"], in: $0.arguments) }
        || scan.calls(["new", "createHash", "getInstance"]).contains { call in
          if ["DES", "DES3", "ARC4", "ARC2", "Blowfish"].contains(call.receiver ?? "") { return true }
          guard let first = call.arguments.first, first.kind == .string else { return false }
          let algorithm = first.text.lowercased()
          return ["md5", "sha1", "sha-1", "md4", "des", "rc4"].contains(algorithm) || algorithm.contains("/ecb/")
        } || scan.mentions("MODE_ECB")
    },
    // CWE-295
    Rule(name: "unverified-tls") { scan in
      scan.hasKeyword("verify", value: ["False"], in: scan.tokens) || scan.mentions("CERT_NONE")
        || scan.mentions("_create_unverified_context")
        || scan.hasKeyword("rejectUnauthorized", value: ["false"], in: scan.tokens, sign: ":")
        || scan.hasKeyword("check_hostname", value: ["False"], in: scan.tokens) || scan.mentions("AutoAddPolicy")
        || scan.hasKeyword("verify_signature", value: ["False"], in: scan.tokens)
    },
    // CWE-120, CWE-242, CWE-134
    Rule(name: "unbounded-copy") { scan in
      scan.calls([
        "gets", "strcpy", "strcat", "sprintf", "vsprintf",
      ]).contains { $0.receiver == nil && !$0.arguments.isEmpty }
        || scan.calls(["scanf", "sscanf", "fscanf"]).contains { call in
          call.arguments.contains { $0.kind == .string && hasUnboundedString($0.text) }
        } || scan.calls(["printf", "fprintf", "syslog"]).contains { call in
          call.receiver == nil && call.arguments.last?.kind == .word && call.arguments.count == (call.name == "printf" ? 1 : 3)
        }
    },
    // CWE-79, CWE-1336
    Rule(name: "markup-injection") { scan in
      scan.assigns(["innerHTML", "outerHTML"]) { !scan.isLiteral($0) && !$0.isEmpty }
        || scan.calls(["write", "writeln"]).contains { $0.receiver == "document" && !scan.isLiteral($0.arguments) }
        || scan.calls([
          "insertAdjacentHTML", "render_template_string", "mark_safe",
        ]).contains { !scan.isLiteral($0.arguments) }
        || scan.mentions("dangerouslySetInnerHTML") || scan.hasBuiltMarkup
    },
    // CWE-732
    Rule(name: "open-permissions") { scan in
      scan.calls(["chmod", "umask", "fchmod"]).contains { call in
        call.arguments.contains { ["0o777", "0777", "0o666", "0666", "777", "511"].contains($0.text) }
          || call.name == "umask" && call.arguments.map(\.text) == ["0"]
      } || scan.sequence(["chmod", "777"]) || scan.sequence(["chmod", "-", "R", "777"])
    },
    // CWE-330
    Rule(name: "predictable-secret") { scan in scan.hasPredictableSecret },
    // CWE-377, CWE-489, CWE-22
    Rule(name: "unsafe-default") { scan in
      scan.calls(["mktemp"]).contains { $0.receiver == "tempfile" }
        || scan.calls(["run"]).contains { scan.hasKeyword("debug", value: ["True"], in: $0.arguments) }
        || scan.calls(["extractall"]).contains { !$0.arguments.contains { $0.text == "filter" || $0.text == "members" } }
    },
  ]

  /// `%s` or `%[` without a width.
  private static func hasUnboundedString(_ format: String) -> Bool {
    format.firstRange(of: "%s") != nil || format.firstRange(of: "%[") != nil
  }
}
