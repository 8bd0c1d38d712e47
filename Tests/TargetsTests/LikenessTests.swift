import ModelFormats
import Targets
import Testing

/// Whether a base may be the one that a model was tuned from.
@Suite struct LikenessTests {
  static func objection(_ tuned: MemoryCheckpoint, _ base: MemoryCheckpoint) throws -> String? {
    let recovery = UpdateRecovery(tuned: tuned, base: base, seed: 1)
    return RecoveredUpdate(try tuned.roles.map(recovery.tensor)).objection
  }

  static let types: [TensorType] = [.f32, .f16, .q8_0, .q4_0]

  @Test("A fine-tune is no reason to object, not even one in which everything changed", arguments: types)
  func tuned(_ type: TensorType) throws {
    let old = MemoryCheckpoint()
    var new = old
    for (role, shape) in MemoryCheckpoint.shape.shapes where shape.count == 2 {
      let left = Numbers.named("l" + role.name, shape[0]), right = Numbers.named("r" + role.name, shape[1])
      let noise = Numbers.named("n" + role.name, shape[0] * shape[1])
      for index in 0..<shape[0] * shape[1] {
        new.tensors[role]?[index] += 0.03 * left[index / shape[1]] * right[index % shape[1]] + 0.005 * noise[index]
      }
    }
    #expect(try Self.objection(try new.stored(as: type), try old.stored(as: type)) == nil)
    #expect(try Self.objection(try old.stored(as: type), old) == nil)
  }

  @Test("An unrelated model of the same shapes has nothing in common with the base", arguments: types)
  func unrelated(_ type: TensorType) throws {
    let other = MemoryCheckpoint(names: "other ")
    let reason = try Self.objection(try other.stored(as: type), try MemoryCheckpoint().stored(as: type))
    #expect(reason?.contains("nothing in common") ?? false, "\(reason ?? "none")")
  }

  @Test("Large differences that nothing holds together are no fine-tune", arguments: types)
  func unstructured(_ type: TensorType) throws {
    let old = MemoryCheckpoint()
    var new = old
    for (role, shape) in MemoryCheckpoint.shape.shapes where shape.count == 2 {
      let noise = Numbers.named("n" + role.name, shape[0] * shape[1])
      for index in noise.indices { new.tensors[role]?[index] += 0.1 * noise[index] }
    }
    let reason = try Self.objection(try new.stored(as: type), try old.stored(as: type))
    #expect(reason?.contains("no structure") ?? false, "\(reason ?? "none")")
  }

  @Test("A strong update along one direction is structure, however large")
  func strong() throws {
    let old = MemoryCheckpoint()
    var new = old
    for (role, shape) in MemoryCheckpoint.shape.shapes where shape.count == 2 {
      let left = Numbers.named("l" + role.name, shape[0]), right = Numbers.named("r" + role.name, shape[1])
      for index in 0..<shape[0] * shape[1] { new.tensors[role]?[index] += 0.3 * left[index / shape[1]] * right[index % shape[1]] }
    }
    #expect(try Self.objection(new, old) == nil)
  }
}
