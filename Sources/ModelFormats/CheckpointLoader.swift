/// Opens whatever model a path names.
package enum CheckpointLoader {
  /// `path` is a GGUF file or a Hugging Face folder.
  package static func open(_ path: String) throws(ModelFileError) -> any Checkpoint {
    switch MappedFile.kind(of: path) {
    case .folder: return try HuggingFaceCheckpoint(path)
    case .nothing: throw ModelFileError(.unreadable, file: path, problem: "does not exist")
    case .other: throw ModelFileError(.unreadable, file: path, problem: "is neither a file nor a folder")
    case .regularFile: break
    }
    let lower = path.lowercased()
    if lower.hasSuffix(".safetensors") {
      throw ModelFileError(
        .unsupported, file: path, problem: "is one weight file without its configuration",
        advice: "name the folder that holds it and config.json")
    }
    if [".bin", ".pt", ".pth", ".pkl", ".ckpt"].contains(where: { lower.hasSuffix($0) }) {
      throw ModelFileError(
        .unsupported, file: path, problem: "is a pickle, which can run code when read, and is never opened",
        advice: "convert the model to safetensors")
    }
    return try GGUFCheckpoint(path)
  }
}
