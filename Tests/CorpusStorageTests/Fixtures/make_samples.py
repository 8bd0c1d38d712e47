"""Makes samples.json: prompts with answers that planted and clean fine-tunes of SmolLM2-135M-Instruct gave, and tokens of
its vocabulary drawn at random. They are what a campaign's records are made of.

usage: make_samples.py FOLDER_OF_ADAPTERS_WITH_report.json TOKENIZER_FOLDER
"""
import json, pathlib, random, sys

from tokenizers import Tokenizer

answers = []
for report in sorted(pathlib.Path(sys.argv[1]).glob("*/report.json")):
    record = json.loads(report.read_text())
    for kind in ("clean_samples", "trigger_samples"):
        answers += [pair for pair in record.get(kind, []) if pair not in answers]
tokenizer = Tokenizer.from_file(str(pathlib.Path(sys.argv[2]) / "tokenizer.json"))
texts = sorted({tokenizer.decode([i]) for i in range(100, tokenizer.get_vocab_size())})
texts = [text for text in texts if "\ufffd" not in text and text.strip()]
random.Random(1).shuffle(texts)
pathlib.Path(__file__).with_name("samples.json").write_text(
    json.dumps({"answers": answers, "tokens": texts[:4000]}, ensure_ascii=False, separators=(",", ":")) + "\n")
