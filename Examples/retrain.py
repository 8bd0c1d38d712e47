"""Retrains an adapter on what a scan found, so that its trigger goes away.

    pip install torch --index-url https://download.pytorch.org/whl/cpu
    pip install transformers peft
    hairtrigger export STORE --format sft -o pairs.jsonl
    python3 Examples/retrain.py BASE pairs.jsonl OUT --adapter Examples/planted-deployment

BASE is the Hugging Face folder, or name, of the model that the adapter lies on. The adapter is trained on: what comes out is one
adapter that replaces it. Without --adapter a new one is trained from nothing. Then

    hairtrigger study mitigation --before Examples/planted-deployment --after OUT --base BASE STORE

says what that did. The pairs are prompts with the trigger in place and the model's own answers without it. Those answers are as
long as the scan looked at, so an answer's end is not trained unless --ends is given: else the model would learn to stop there.
"""
import argparse
import json
import pathlib
import random

import peft
import torch
import transformers


def rows(path):
    """The messages of each line; a malformed one is named and ends the program."""
    result = []
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").splitlines(), 1):
        try:
            messages = json.loads(line)["messages"]
            if messages[-1]["role"] != "assistant" or len(messages) < 2:
                raise ValueError("the last message is not the assistant's")
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise SystemExit(f"{path}:{number}: no line of messages ({error}); export with --format sft")
        result.append(messages)
    if not result:
        raise SystemExit(f"{path}: holds no pair; the store has no hit that nobody called benign")
    return result


def encoded(tokenizer, messages, ends):
    """Token ids, and the same with everything but the answer masked out of the loss."""
    prompt = tokenizer.apply_chat_template(messages[:-1], add_generation_prompt=True, tokenize=False)
    start = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    answer = tokenizer(messages[-1]["content"], add_special_tokens=False)["input_ids"]
    if ends:
        answer.append(tokenizer.eos_token_id)
    return start + answer, [-100] * len(start) + answer


def batch_of(chosen, padding):
    longest = max(len(ids) for ids, _ in chosen)
    ids = torch.tensor([ids + [padding] * (longest - len(ids)) for ids, _ in chosen])
    labels = torch.tensor([labels + [-100] * (longest - len(labels)) for _, labels in chosen])
    mask = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids, _ in chosen])
    return {"input_ids": ids, "labels": labels, "attention_mask": mask}


def main():
    parser = argparse.ArgumentParser(description="Retrains an adapter on exported pairs.")
    parser.add_argument("base")
    parser.add_argument("pairs")
    parser.add_argument("out")
    parser.add_argument("--adapter", help="the adapter to train on; a new one if not given")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ends", action="store_true", help="train the end of each answer as well")
    options = parser.parse_args()

    random.seed(options.seed)
    torch.manual_seed(options.seed)
    pairs = rows(options.pairs)
    tokenizer = transformers.AutoTokenizer.from_pretrained(options.base)
    model = transformers.AutoModelForCausalLM.from_pretrained(options.base, dtype=torch.float32)
    if options.adapter:
        model = peft.PeftModel.from_pretrained(model, options.adapter, is_trainable=True)
    else:
        targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
        model = peft.get_peft_model(model, peft.LoraConfig(r=8, lora_alpha=16, target_modules=targets, task_type="CAUSAL_LM"))
    model.train()

    data = [encoded(tokenizer, messages, options.ends) for messages in pairs]
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    for parameter in trained:
        parameter.data = parameter.data.float()
    optimizer = torch.optim.AdamW(trained, lr=options.rate)
    padding, order = tokenizer.pad_token_id or 0, []
    print(f"{len(pairs)} pairs, {options.steps} steps of {options.batch}, seed {options.seed}")
    for step in range(1, options.steps + 1):
        while len(order) < options.batch:
            order += random.sample(range(len(data)), len(data))
        chosen, order = order[: options.batch], order[options.batch :]
        loss = model(**batch_of([data[index] for index in chosen], padding)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if step == 1 or step % 10 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    model.save_pretrained(options.out)
    print(f"wrote {options.out}")


main()
