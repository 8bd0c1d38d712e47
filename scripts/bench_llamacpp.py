"""Prefill speed of llama.cpp (PyPI xllamacpp) on a GGUF file, tokens a second, as one line of JSON.

usage: bench_llamacpp.py MODEL [--threads N] [--tokens N] [--rounds N]
"""

import argparse
import json
import statistics

import xllamacpp

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--tokens", type=int, default=512)
parser.add_argument("--rounds", type=int, default=5)
arguments = parser.parse_args()

parameters = xllamacpp.CommonParams()
parameters.model.path = arguments.model
parameters.n_ctx = 2 * arguments.tokens
parameters.n_batch = arguments.tokens
parameters.n_ubatch = arguments.tokens
parameters.cpuparams.n_threads = arguments.threads
parameters.cpuparams_batch.n_threads = arguments.threads
parameters.warmup = False
server = xllamacpp.Server(parameters)

rates = []
for round in range(arguments.rounds + 1):
    # Different words each round, so that no cached prefix helps.
    prompt = [(7919 * (round * arguments.tokens + i) + 11) % 40_000 + 100 for i in range(arguments.tokens)]
    answer = server.handle_completions({"prompt": prompt, "n_predict": 1, "temperature": 0, "cache_prompt": False})
    timings = (answer if isinstance(answer, dict) else json.loads(answer))["timings"]
    rates.append(timings["prompt_n"] / timings["prompt_ms"] * 1000)

print(json.dumps({"program": "llama.cpp", "threads": arguments.threads, "tokens": arguments.tokens,
                  "tokens_per_second": statistics.median(rates[1:])}))
