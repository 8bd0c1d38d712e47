import Inference
import ModelFormats
import Testing

@Suite(.serialized) struct BenchmarkTests {
  @Test("A layer's products are counted as its matrices have numbers", arguments: try TinyModel.all())
  func weights(_ tiny: TinyModel) throws {
    let matrices = tiny.tensors.filter { $0.shape.count == 2 && $0.name.contains("layers.0.") }
    let model = try tiny.load()
    #expect(!matrices.isEmpty)
    #expect(LayerProducts.weightsPerLayer(model.configuration) == matrices.reduce(0) { $0 + $1.shape.reduce(1, *) })
  }

  /// With a meter that no other test counts on.
  private static func model() throws -> Transformer { try TinyModel.named("llama, linear").load() }

  @Test("Products are a part of the pass, and a pass of half the layers counts half of them")
  func shares() throws {
    let model = try Self.model(), layers = model.configuration.layers
    let shapes = [layers, layers / 2].map {
      ForwardBenchmark.Shape(name: "x", prefix: 8, length: 4, count: 32, depth: $0)
    }
    let results = try ForwardBenchmark(model, workers: 1).measure(shapes, rounds: 1)
    #expect(results.map(\.depth) == [layers, layers / 2])
    for result in results {
      #expect(result.productShare > 0 && result.productShare <= 1)
      #expect(result.ofOwnProducts > 0 && result.productSpeed > 0)
      let operations = 2 * Double(result.depth * LayerProducts.weightsPerLayer(model.configuration)) * 128
      #expect(abs(result.gflops * 1e9 * result.seconds / operations - 1) < 1e-9)
      #expect(abs(result.tokensPerSecond * result.seconds - 128) < 1e-6)
    }
  }

  @Test("No round of long passages is spared what an earlier one read")
  func freshTokens() throws {
    let model = try Transformer(GGUFCheckpoint(PlantedModel.path)), length = model.layout.capacity + 8
    let before = model.meter.forwardTokens(layers: 1), rounds = 2
    _ = try ForwardBenchmark(model, workers: 1).measure(
      [.init(name: "x", prefix: 0, length: length, count: 1, depth: 1)], rounds: rounds, alone: false)
    // Beginnings are read through all layers, the rest through one.
    let opening = length - model.layout.capacity / 2
    let round = opening * model.configuration.layers + length - opening
    #expect(model.meter.forwardTokens(layers: 1) - before == (rounds + 1) * round)
  }

  @Test("The median is the middle value, or the mean of the middle two", arguments: [
    ([], 0), ([3], 3), ([9, 1, 2], 2), ([4, 1, 2, 100], 3),
  ] as [([Double], Double)])
  func median(_ values: [Double], _ wanted: Double) {
    #expect(Stopwatch.median(values) == wanted)
  }
}
