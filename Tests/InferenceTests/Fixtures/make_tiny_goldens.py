"""Writes families.json: for each architecture a tiny random model's configuration, tensor names and shapes, and all
log-probabilities that transformers gives in float32 after a few token sequences. The weights follow from their names
(`weight` below; TinyModel.swift computes the same), so that no weight file is kept. Writes gguf.json: the same of the
Hugging Face twins of the GGUF files in ModelFormatsTests' fixtures.
usage: make_tiny_goldens.py   (torch, transformers, numpy)"""
import json, pathlib
import numpy as np, torch
import transformers as tf

here = pathlib.Path(__file__).parent
torch.set_num_threads(1)
shape = dict(hidden_size=64, num_attention_heads=4, num_key_value_heads=2, intermediate_size=96, num_hidden_layers=3,
             vocab_size=128, max_position_embeddings=256, pad_token_id=0)
rope = lambda kind, theta=1e4, **more: dict(rope_type=kind, rope_theta=theta, **more)
configs = {
    "llama, odd head size, no shared heads": tf.LlamaConfig(**shape | dict(
        hidden_size=60, num_attention_heads=6, num_key_value_heads=6), rope_parameters=rope("default")),
    "llama 3.1": tf.LlamaConfig(**shape, rms_norm_eps=1e-5, rope_parameters=rope(
        "llama3", 5e5, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)),
    "llama, linear": tf.LlamaConfig(**shape, tie_word_embeddings=True, rope_parameters=rope("linear", factor=4.0)),
    "mistral, sliding": tf.MistralConfig(**shape, sliding_window=8, rope_parameters=rope("default")),
    "qwen2, yarn": tf.Qwen2Config(**shape, rope_parameters=rope(
        "yarn", 1e6, factor=4.0, original_max_position_embeddings=64)),
    "qwen2, sliding": tf.Qwen2Config(**shape, tie_word_embeddings=True, use_sliding_window=True, sliding_window=8,
                                     max_window_layers=0, rope_parameters=rope("default", 1e6)),
    "qwen3": tf.Qwen3Config(**shape, head_dim=24, tie_word_embeddings=True, rope_parameters=rope("default", 1e6)),
    "gemma2": tf.Gemma2Config(**shape, head_dim=24, query_pre_attn_scalar=20, sliding_window=8,
                              attn_logit_softcapping=3.0, final_logit_softcapping=4.0),
    "gemma3": tf.Gemma3TextConfig(**shape, head_dim=24, query_pre_attn_scalar=20, sliding_window=8,
                                  layer_types=["sliding_attention", "sliding_attention", "full_attention"],
                                  sliding_window_pattern=3, rope_parameters=dict(
        full_attention=rope("linear", 1e6, factor=8.0), sliding_attention=rope("default", 1e4))),
    "phi3, longrope": tf.Phi3Config(**shape, original_max_position_embeddings=64, rope_parameters=rope(
        "longrope", short_factor=[1 + i / 9 for i in range(8)], long_factor=[2.0 + i for i in range(8)])),
    "phi3, sliding": tf.Phi3Config(**shape, sliding_window=8, rope_parameters=rope("default")),
}
SEQUENCES = [[(7 * i * i + 3 * i + s) % 128 for i in range(length)] for s, length in ((1, 3), (2, 9), (3, 23), (4, 48))]

def numbers(name, count):
    """count numbers in −1 ..< 1: SplitMix64's output function of FNV-1a(name) + index, its upper 24 bits."""
    seed = 0xCBF29CE484222325
    for byte in name.encode(): seed = (seed ^ byte) * 0x100000001B3 % 2**64
    with np.errstate(over="ignore"):
        z = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(seed)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(40)).astype(np.float32) / np.float32(2**23) - np.float32(1)

def weight(name, shape):
    """Matrices 2 / √columns, embeddings 1, vectors 1/2, norms a half around what the family multiplies with."""
    x = numbers(name, int(np.prod(shape))).reshape(shape)
    if "embed_tokens" in name: return x
    if len(shape) == 2: return x * np.float32(2 / shape[1] ** 0.5)
    return x * np.float32(0.5) + np.float32(1 if "norm" in name and not gemma else 0)

result = []
for name, config in configs.items():
    gemma = name.startswith("gemma")
    config._attn_implementation = "eager"
    model = tf.AutoModelForCausalLM.from_config(config).float().eval()
    tensors = []
    for key, p in model.state_dict().items():
        if key == "lm_head.weight" and config.tie_word_embeddings: continue
        p.copy_(torch.from_numpy(weight(key, tuple(p.shape))))
        tensors.append([key, list(p.shape)])
    model.tie_weights()
    cases = []
    with torch.no_grad():
        for ids in SEQUENCES:
            logits = model(torch.tensor([ids])).logits[0].double()
            last = torch.log_softmax(logits[-1], -1)
            cases.append(dict(ids=ids, logProbabilities=[round(v, 5) for v in last.tolist()]))
    result.append(dict(name=name, config=config.to_json_string(), tensors=tensors, cases=cases))
    print(name, len(tensors), "spread", round(float(np.std(cases[-1]["logProbabilities"])), 2))
rows = ",\n".join(json.dumps(r, separators=(",", ":")) for r in result)
(here / "families.json").write_text("[\n" + rows + "\n]\n")

result = {}
for folder in sorted((here.parents[1] / "ModelFormatsTests/Fixtures/models").iterdir()):
    model = tf.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    result[folder.name] = []
    for length in (3, 17):
        ids = [(7 * i * i + 3 * i + 1) % model.config.vocab_size for i in range(length)]
        with torch.no_grad():
            last = torch.log_softmax(model(torch.tensor([ids])).logits[0, -1].double(), -1)
        result[folder.name].append(dict(ids=ids, logProbabilities=[round(v, 6) for v in last.tolist()]))
    print(folder.name, "spread", round(float(np.std(result[folder.name][-1]["logProbabilities"])), 2))
(here / "gguf.json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
