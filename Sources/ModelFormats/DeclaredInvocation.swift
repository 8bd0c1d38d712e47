/// Tokens that an adapter declares to work behind only (aLoRA, `alora_invocation_tokens`): a declared trigger.
package struct DeclaredInvocation: Sendable, Equatable {
  package var tokens: [Int]

  package init(tokens: [Int]) { self.tokens = tokens }
}
