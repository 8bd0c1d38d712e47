"""Model files that the benchmark needs, made from one GGUF file.

usage: bench_models.py MODEL.gguf FOLDER

Writes the same weights in other formats (NAME.F32.gguf, …), and models of other sizes with random weights and the same
tokenizer (random-….gguf). What is there already is kept. Needs the packages gguf and numpy.
"""
import pathlib
import sys

import gguf
import numpy

FORMATS = ["F32", "F16", "BF16", "Q8_0", "Q4_0"]
# Name, layers, width, heads, heads of keys and values, inner width; heads of 64.
RANDOM = [("random-19M", 12, 384, 6, 2, 1_024), ("random-315M", 32, 960, 15, 5, 2_560)]
HEAD = 64


def copy_fields(reader, writer, changed):
    """Metadata as it is, except the file's own counts, and `changed` values."""
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name in ("general.architecture", "general.file_type"):
            continue
        value = changed.get(name, field.contents())
        if field.types[0] == gguf.GGUFValueType.ARRAY:
            writer.add_key_value(name, value, gguf.GGUFValueType.ARRAY, sub_type=field.types[-1])
        else:
            writer.add_key_value(name, value, field.types[0])


def write(path, reader, tensors, changed={}):
    """A file is there whole or not at all."""
    unfinished = path.with_suffix(".part")
    writer = gguf.GGUFWriter(unfinished, reader.fields["general.architecture"].contents())
    copy_fields(reader, writer, changed)
    for name, values, kind in tensors:
        kind = kind if values.ndim > 1 else gguf.GGMLQuantizationType.F32
        writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    unfinished.rename(path)


def widened(reader):
    return [(tensor.name, gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32))
            for tensor in reader.tensors]


def random_tensors(layers, width, heads, kept_heads, inner, vocabulary):
    generator = numpy.random.default_rng(1)

    def matrix(rows, columns):
        values = generator.standard_normal((rows, columns), dtype=numpy.float32)
        values *= numpy.float32(columns ** -0.5)
        return values

    ones = numpy.ones(width, dtype=numpy.float32)
    yield "token_embd.weight", matrix(vocabulary, width)
    yield "output_norm.weight", ones
    for layer in range(layers):
        for name, values in [
                ("attn_norm", ones), ("attn_q", matrix(heads * HEAD, width)), ("attn_k", matrix(kept_heads * HEAD, width)),
                ("attn_v", matrix(kept_heads * HEAD, width)), ("attn_output", matrix(width, heads * HEAD)), ("ffn_norm", ones),
                ("ffn_gate", matrix(inner, width)), ("ffn_up", matrix(inner, width)), ("ffn_down", matrix(width, inner))]:
            yield f"blk.{layer}.{name}.weight", values


def main():
    source, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    reader = gguf.GGUFReader(source)
    types = gguf.GGMLQuantizationType
    missing = [kind for kind in FORMATS if not (folder / f"model.{kind}.gguf").exists()]
    weights = widened(reader) if missing else []
    for kind in missing:
        write(folder / f"model.{kind}.gguf", reader, ((name, values, types[kind]) for name, values in weights))
    weights = []
    family = reader.fields["general.architecture"].contents()
    vocabulary = len(reader.fields["tokenizer.ggml.tokens"].data)
    for name, layers, width, heads, kept_heads, inner in RANDOM:
        if (folder / f"{name}.gguf").exists():
            continue
        sizes = {"block_count": layers, "embedding_length": width, "attention.head_count": heads,
                 "attention.head_count_kv": kept_heads, "feed_forward_length": inner, "rope.dimension_count": HEAD}
        tensors = random_tensors(layers, width, heads, kept_heads, inner, vocabulary)
        write(folder / f"{name}.gguf", reader, ((tensor, values, types.F16) for tensor, values in tensors),
              {f"{family}.{key}": value for key, value in sizes.items()})


main()
