"""Writes adapters/NAME as peft saves them (DoRA, modules trained whole, uses of a tied matrix) on the tiny models of
ModelFormatsTests, and adapters.json: all log-probabilities that peft's models give in float32 after a few sequences.
usage: make_adapter_goldens.py   (torch, transformers, peft)"""
import json, pathlib, shutil
import torch
import transformers as tf
from peft import LoraConfig, PeftModel, get_peft_model

here = pathlib.Path(__file__).parent
tiny = here.parent.parent / "ModelFormatsTests" / "Fixtures"
torch.manual_seed(5)
torch.set_num_threads(1)
SEQUENCES = [[1, 2, 3], [5, 0, 6, 6, 2, 1, 4], [(3 * i * i + i) % 7 for i in range(20)]]
ADAPTERS = {
    "dora": ("llama", dict(r=2, lora_alpha=3, target_modules="all-linear", use_dora=True)),
    "dora, rank-stabilised, fused": ("phi3", dict(r=3, lora_alpha=2, use_rslora=True, use_dora=True,
                                                  target_modules=["qkv_proj", "gate_up_proj", "down_proj"])),
    "whole vocabulary": ("llama", dict(r=2, target_modules=["q_proj"], modules_to_save=["lm_head", "embed_tokens"])),
    "whole norms": ("gemma3", dict(r=2, target_modules=["v_proj"], modules_to_save=["input_layernorm", "model.norm", "q_norm"])),
    "whole matrices": ("qwen2", dict(r=2, target_modules=["o_proj"], modules_to_save=["k_proj", "down_proj"])),
    "whole, fused": ("phi3", dict(r=2, target_modules=["o_proj"], modules_to_save=["qkv_proj"])),
    "tied embedding": ("qwen2", dict(r=2, lora_alpha=3, target_modules=["embed_tokens", "up_proj"])),
    "tied embedding whole": ("qwen3", dict(r=2, target_modules=["up_proj"], modules_to_save=["embed_tokens"])),
    "tied output whole": ("qwen3", dict(r=2, target_modules=["up_proj"], modules_to_save=["lm_head"])),
}

def base(family): return tf.AutoModelForCausalLM.from_pretrained(tiny / "models" / family, dtype=torch.float32).eval()

@torch.no_grad()
def log_probabilities(model):
    return [[float(f"{x:.9g}") for x in torch.log_softmax(model(torch.tensor([ids])).logits[0, -1].double(), -1)] for ids in SEQUENCES]

golden = {"sequences": SEQUENCES, "cases": []}
shutil.rmtree(here / "adapters", ignore_errors=True)
for name, (family, options) in ADAPTERS.items():
    folder = here / "adapters" / name
    model = get_peft_model(base(family), LoraConfig(task_type="CAUSAL_LM", **options))
    for n, p in model.named_parameters():
        if "magnitude" in n: p.data = p.data * (0.5 + torch.rand_like(p))
        elif "lora_" in n: p.data = torch.randn_like(p) * 0.5
        elif "modules_to_save" in n: p.data = p.data + torch.randn_like(p) * 0.2
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    settings = json.loads((folder / "adapter_config.json").read_text())
    (folder / "adapter_config.json").write_text(json.dumps(settings | {"base_model_name_or_path": "tiny"}, indent=1))
    loaded = PeftModel.from_pretrained(base(family), folder).eval()
    golden["cases"].append({"name": name, "family": family, "logProbabilities": log_probabilities(loaded)})

# Two adapters, each with its weight: peft's own deltas, added to the base's matrices.
model = base("llama")
for folder, weight in (("plain", 0.5), ("patterns", -2.0)):
    tuned = PeftModel.from_pretrained(base("llama"), tiny / "adapters" / folder)
    for n, module in tuned.base_model.model.named_modules():
        if hasattr(module, "get_delta_weight"):
            model.get_submodule(n).weight.data += weight * module.get_delta_weight("default").detach()
golden["weighted"] = {"adapters": {"plain": 0.5, "patterns": -2.0}, "family": "llama", "logProbabilities": log_probabilities(model)}
(here / "adapters.json").write_text(json.dumps(golden) + "\n")
