/// What an adapter says that it works behind only (aLoRA): a declared trigger.
package enum DeclaredInvocation: Sendable, Equatable {
  case tokens([Int])
  case text(String)

  /// The field that declares it.
  package var field: String {
    switch self {
    case .tokens: "alora_invocation_tokens"
    case .text: "alora_invocation_string"
    }
  }

  package var text: String {
    switch self {
    case .tokens(let tokens): "the tokens \(tokens)"
    case .text(let text): text.debugDescription
    }
  }
}
