/// A LoRA adapter: low-rank updates of a base model's matrices.
package struct LoRAAdapter: Sendable, Equatable {
  package var path: String
  package var updates: [TensorRole: LowRankUpdate]
  /// The largest rank among the updates.
  package var rank: Int
  /// Tokens that switch the adapter on (`alora_invocation_tokens`): a declared trigger. Such an adapter is no plain
  /// update, so `open` refuses it unless asked not to.
  package var declaredInvocation: [Int]?
  /// What the adapter says it updates: module names, or one pattern.
  package var targetModules: [String]
}
