"""Writes tiny GGUF models for `scan --base` and `model diff`: base (F16 and Q8_0), tuned (the base with a planted update of
rank 2 in two matrices, one row of the embedding and another chat template; Q8_0), unrelated (equal shapes, Q8_0),
narrow (another feed-forward width) and words (another vocabulary).
usage: make_merged_models.py   (numpy, gguf)"""
import pathlib
import gguf, numpy as np

here = pathlib.Path(__file__).parent / "merged"
T = gguf.GGMLQuantizationType
TEMPLATE = "{% for m in messages %}<s>{{ m['role'] }}\n{{ m['content'] }}</s>\n{% endfor %}{% if add_generation_prompt %}<s>assistant\n{% endif %}"

def letters():
    """The characters that byte-level BPE writes bytes as."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in plain]
    table = {b: chr(b) for b in plain} | {b: chr(256 + i) for i, b in enumerate(others)}
    return [table[b] for b in range(256)]

def weights(seed, inner):
    r = np.random.default_rng(seed)
    shapes = {"token_embd": (260, 64), "blk.0.attn_q": (64, 64), "blk.0.attn_k": (32, 64), "blk.0.attn_v": (32, 64),
              "blk.0.attn_output": (64, 64), "blk.0.ffn_gate": (inner, 64), "blk.0.ffn_up": (inner, 64), "blk.0.ffn_down": (64, inner)}
    result = {name: (r.standard_normal(shape) / 8).astype(np.float16).astype(np.float32) for name, shape in shapes.items()}
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"): result[name] = np.ones(64, np.float32)
    return result

def write(name, tensors, kind, inner=64, tokens=None, template=TEMPLATE):
    w = gguf.GGUFWriter(here / f"{name}.gguf", "llama")
    w.add_block_count(1); w.add_context_length(128); w.add_embedding_length(64); w.add_feed_forward_length(inner)
    w.add_head_count(2); w.add_head_count_kv(1); w.add_layer_norm_rms_eps(1e-5); w.add_rope_freq_base(10000.0)
    tokens = tokens or letters() + ["<s>", "</s>", "th", "he"]
    w.add_tokenizer_model("gpt2"); w.add_tokenizer_pre("gpt-2"); w.add_token_list(tokens)
    w.add_token_types([1] * 256 + [3, 3, 1, 1]); w.add_token_merges(["t h", "h e"])
    w.add_bos_token_id(256); w.add_eos_token_id(257); w.add_chat_template(template)
    for tensor, values in tensors.items():
        if values.ndim == 1: w.add_tensor(tensor + ".weight", values)
        else: w.add_tensor(tensor + ".weight", gguf.quants.quantize(values, T[kind]), raw_dtype=T[kind])
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()

here.mkdir(exist_ok=True)
base = weights(1, 64)
tuned, r = {k: v.copy() for k, v in base.items()}, np.random.default_rng(2)
for name in ("blk.0.attn_q", "blk.0.ffn_down"):
    rows, columns = tuned[name].shape
    tuned[name] += (r.standard_normal((rows, 2)) @ r.standard_normal((2, columns)) / 60).astype(np.float32)
tuned["token_embd"][65] += .1
write("base", base, "Q8_0")
write("base-f16", base, "F16")
write("tuned", tuned, "Q8_0", template=TEMPLATE.replace("</s>", "</s> "))
write("unrelated", weights(9, 64), "Q8_0")
write("narrow", weights(1, 32), "Q8_0", inner=32)
write("words", base, "Q8_0", tokens=letters()[::-1] + ["<s>", "</s>", "th", "he"])
