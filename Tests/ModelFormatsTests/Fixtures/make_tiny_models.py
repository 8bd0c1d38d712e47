"""Writes a tiny model of each family as transformers saves it and as GGUF, adapters as peft saves them and one as
GGUF, and what should be read from them: checksums of every tensor (expected.json), updates (deltas.safetensors).
usage: make_tiny_models.py   (torch, transformers, peft, gguf, safetensors)"""
import json, math, pathlib, re, shutil, zlib
import gguf, numpy as np, torch
import transformers as tf
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.numpy import save_file

here = pathlib.Path(__file__).parent
torch.manual_seed(1)
shape = dict(hidden_size=16, num_attention_heads=2, num_key_value_heads=1, intermediate_size=12, num_hidden_layers=1,
             vocab_size=7, max_position_embeddings=256)
phi_factors = dict(short_factor=[1.0, 1.1, 1.25, 1.5], long_factor=[1.0, 2.0, 3.0, 4.0])
configs = {
    "llama": tf.LlamaConfig(**shape, tie_word_embeddings=False, rms_norm_eps=1e-5, rope_parameters=dict(
        rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
        original_max_position_embeddings=32)),
    "qwen2": tf.Qwen2Config(**shape, tie_word_embeddings=True, rope_parameters=dict(
        rope_type="yarn", rope_theta=1e6, factor=4.0, original_max_position_embeddings=64)),
    "qwen3": tf.Qwen3Config(**shape, head_dim=8, tie_word_embeddings=True, rope_parameters=dict(
        rope_type="default", rope_theta=1e6)),
    "gemma2": tf.Gemma2Config(**shape, head_dim=8, query_pre_attn_scalar=8, sliding_window=32),
    "gemma3": tf.Gemma3TextConfig(**{**shape, "num_hidden_layers": 2}, head_dim=8, query_pre_attn_scalar=8,
                                  sliding_window=32, layer_types=["sliding_attention"] * 2, rope_parameters=dict(
        full_attention=dict(rope_type="linear", rope_theta=1e6, factor=8.0),
        sliding_attention=dict(rope_type="default", rope_theta=10000.0))),
    "phi3": tf.Phi3Config(**shape, pad_token_id=0, sliding_window=48, original_max_position_embeddings=64,
                          rope_parameters=dict(rope_type="longrope", rope_theta=10000.0, **phi_factors)),
}
NAMES = {"self_attn.q_proj.weight": "query", "self_attn.k_proj.weight": "key", "self_attn.v_proj.weight": "value",
         "self_attn.o_proj.weight": "attentionOutput", "self_attn.q_proj.bias": "queryBias",
         "self_attn.k_proj.bias": "keyBias", "self_attn.v_proj.bias": "valueBias",
         "self_attn.q_norm.weight": "queryNorm", "self_attn.k_norm.weight": "keyNorm",
         "mlp.gate_proj.weight": "gate", "mlp.up_proj.weight": "up", "mlp.down_proj.weight": "down",
         "input_layernorm.weight": "attentionNorm", "pre_feedforward_layernorm.weight": "feedForwardNorm",
         "post_feedforward_layernorm.weight": "postFeedForwardNorm"}

def role(name, gemma):
    if name == "model.embed_tokens.weight": return "embedding"
    if name == "model.norm.weight": return "finalNorm"
    if name == "lm_head.weight": return "output"
    layer, rest = re.fullmatch(r"model\.layers\.(\d+)\.(.*)", name).groups()
    if rest == "post_attention_layernorm.weight": kind = "postAttentionNorm" if gemma else "feedForwardNorm"
    else: kind = NAMES[rest]
    return f"layer {layer} {kind}"

def unfused(name, w):
    """Phi-3's fused matrices apart, under the others' names."""
    if name.endswith("qkv_proj.weight"):
        return {name.replace("qkv_proj", p): part for p, part in zip(("q_proj", "k_proj", "v_proj"), w.split([16, 8, 8]))}
    if name.endswith("gate_up_proj.weight"):
        return {name.replace("gate_up_proj", p): part for p, part in zip(("gate_proj", "up_proj"), w.split([12, 12]))}
    return {name: w}

def interleave(w, heads):
    return w.reshape(heads, 2, w.shape[0] // heads // 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)

def write_gguf(family, config, state, path):
    arch = {"llama": "LLAMA", "qwen2": "QWEN2", "qwen3": "QWEN3", "gemma2": "GEMMA2", "gemma3": "GEMMA3", "phi3": "PHI3"}
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH[arch[family]], config.num_hidden_layers)
    w = gguf.GGUFWriter(path, family)
    w.add_type("model"); w.add_block_count(config.num_hidden_layers); w.add_context_length(256)
    w.add_embedding_length(16); w.add_feed_forward_length(12); w.add_head_count(2); w.add_head_count_kv(1)
    w.add_layer_norm_rms_eps(config.rms_norm_eps); w.add_rope_dimension_count(8)
    rope = config.rope_parameters
    if family == "gemma3":
        w.add_rope_scaling_type(gguf.RopeScalingType.LINEAR); w.add_rope_scaling_factor(8.0); rope = rope["full_attention"]
    w.add_rope_freq_base(rope["rope_theta"])
    if family in ("qwen3", "gemma2", "gemma3"): w.add_key_length(8); w.add_value_length(8)
    if family.startswith("gemma") or family == "phi3": w.add_sliding_window(config.sliding_window)
    if family == "gemma2": w.add_attn_logit_softcapping(50.0); w.add_final_logit_softcapping(30.0)
    if family == "qwen2":
        w.add_rope_scaling_type(gguf.RopeScalingType.YARN); w.add_rope_scaling_factor(4.0)
        w.add_rope_scaling_orig_ctx_len(64)
    if family == "llama":
        w.add_tensor("rope_freqs.weight", np.array(llama3_divisors(rope), dtype=np.float32))
    if family == "phi3":
        w.add_rope_scaling_orig_ctx_len(64); w.add_rope_scaling_attn_factors(phi_attention())
        for kind in ("long", "short"):
            w.add_tensor(f"rope_factors_{kind}.weight", np.array(phi_factors[f"{kind}_factor"], dtype=np.float32))
    for name, tensor in state.items():
        a = tensor.float().numpy()
        if family.startswith("gemma") and name.endswith("norm.weight"): a = a + 1
        if family == "llama" and "q_proj" in name: a = interleave(a, 2)
        if family == "llama" and "k_proj" in name: a = interleave(a, 1)
        w.add_tensor(names.get_name(name, try_suffixes=(".weight", ".bias")), a)
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()

def llama3_divisors(rope):
    out = []
    for i in range(4):
        wave = 2 * math.pi * rope["rope_theta"] ** (2 * i / 8)
        low, high = 32 / rope["low_freq_factor"], 32 / rope["high_freq_factor"]
        if wave < high: out.append(1.0)
        elif wave > low: out.append(rope["factor"])
        else:
            s = (32 / wave - rope["low_freq_factor"]) / (rope["high_freq_factor"] - rope["low_freq_factor"])
            out.append(1 / ((1 - s) / rope["factor"] + s))
    return out

def phi_attention(): return math.sqrt(1 + math.log(256 / 64) / math.log(64))

expected, models = {}, {}
for family, config in configs.items():
    folder = here / "models" / family
    shutil.rmtree(folder, ignore_errors=True)
    model = tf.AutoModelForCausalLM.from_config(config)
    for p in model.parameters(): p.data = torch.randn_like(p) * 0.3
    model = model.to(torch.bfloat16)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    models[family] = model
    state = {k: v for k, v in model.state_dict().items() if not (k == "lm_head.weight" and config.tie_word_embeddings)}
    write_gguf(family, config, state, folder / "model.gguf")
    gemma = family.startswith("gemma")
    sums = {}
    for fused, tensor in state.items():
        for name, t in unfused(fused, tensor).items():
            a = t.float().numpy() + (1 if gemma and name.endswith("norm.weight") else 0)
            sums[role(name, gemma)] = {"shape": list(a.shape), "crc32": zlib.crc32(a.astype("<f4").tobytes())}
    expected[family] = sums
(here / "expected.json").write_text(json.dumps(expected, indent=1))

adapters = {
    "plain": ("llama", dict(r=2, lora_alpha=5, target_modules="all-linear")),
    "patterns": ("llama", dict(r=2, lora_alpha=4, use_rslora=True, target_modules=r".*\.(q_proj|k_proj|up_proj|down_proj)",
                               rank_pattern={"q_proj": 1, r"model.layers.\d+.mlp.up_proj": 3},
                               alpha_pattern={"mlp.down_proj": 9, ".*_proj": 6})),
    "fused": ("phi3", dict(r=2, lora_alpha=2, target_modules=["qkv_proj", "gate_up_proj", "o_proj"])),
    "embedding": ("llama", dict(r=2, lora_alpha=3, target_modules=["embed_tokens", "lm_head"])),
}
for name, (family, options) in adapters.items():
    folder = here / "adapters" / name
    shutil.rmtree(folder, ignore_errors=True)
    base = lambda: tf.AutoModelForCausalLM.from_pretrained(here / "models" / family, dtype=torch.float32)
    model = get_peft_model(base(), LoraConfig(task_type="CAUSAL_LM", **options))
    for n, p in model.named_parameters():
        if "lora_" in n: p.data = torch.randn_like(p)
    model.save_pretrained(folder, save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)
    settings = json.loads((folder / "adapter_config.json").read_text())
    (folder / "adapter_config.json").write_text(json.dumps(settings | {"base_model_name_or_path": "tiny"}, indent=1))
    model = PeftModel.from_pretrained(base(), folder)  # saving sorts the patterns, and their order counts
    deltas = {}
    for n, module in model.base_model.model.named_modules():
        if not hasattr(module, "get_delta_weight"): continue
        for part, t in unfused(n + ".weight", module.get_delta_weight("default").detach()).items():
            deltas[role(part, False).replace(" ", "_")] = np.ascontiguousarray(t.float().numpy())
    save_file(deltas, folder / "deltas.safetensors")
    if name == "plain":
        w = gguf.GGUFWriter(folder / "adapter.gguf", "llama")
        w.add_type("adapter"); w.add_string("adapter.type", "lora"); w.add_float32("adapter.lora.alpha", 5.0)
        names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, 1)
        for n, module in model.base_model.model.named_modules():
            if not hasattr(module, "get_delta_weight"): continue
            a, b = (m["default"].weight.detach().numpy() for m in (module.lora_A, module.lora_B))
            if "q_proj" in n: b = interleave(b, 2)
            if "k_proj" in n: b = interleave(b, 1)
            base = names.get_name(n) + ".weight"
            w.add_tensor(base + ".lora_a", np.ascontiguousarray(a)); w.add_tensor(base + ".lora_b", np.ascontiguousarray(b))
        w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
