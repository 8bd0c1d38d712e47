"""Prefill of llama.cpp (PyPI xllamacpp) on a GGUF file, a round for every line on stdin.

usage: bench_llamacpp.py MODEL --length N [--prefix N] [--slots N] [--batch N] [--split] [--threads N]

A round reads as many passages as there are slots, each of `length` new tokens behind `prefix` tokens that its slot has read
before. Prints one line of JSON at the start and one a round: tokens read, and seconds from request to answers. A token is
sampled of each passage, since the server has no request that samples none.
"""
import argparse
import json
import os
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("--length", type=int, required=True)
parser.add_argument("--prefix", type=int, default=0)
parser.add_argument("--slots", type=int, default=1)
parser.add_argument("--batch", type=int, default=512, help="tokens that are read at once")
parser.add_argument("--split", action="store_true", help="keys and values of each slot apart")
parser.add_argument("--threads", type=int, default=2)
arguments = parser.parse_args()

# The library logs wherever it likes; results go to what stdout was.
results = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
import xllamacpp  # noqa: E402

PREFIX = [(7919 * i + 11) % 40_000 + 100 for i in range(arguments.prefix)]


def say(**fields):
    print(json.dumps(fields), file=results, flush=True)


def serve():
    parameters = xllamacpp.CommonParams()
    parameters.model.path = arguments.model
    # Room for the sampled token; kept apart, slots have multiples of 256.
    room = arguments.prefix + arguments.length + 8
    parameters.n_ctx = arguments.slots * (-(-room // 256) * 256 if arguments.split else room)
    parameters.n_parallel = arguments.slots
    parameters.n_batch = max(arguments.batch, arguments.slots)
    parameters.n_ubatch = arguments.batch
    parameters.kv_unified = not arguments.split
    parameters.cpuparams.n_threads = arguments.threads
    parameters.cpuparams_batch.n_threads = arguments.threads
    parameters.cache_ram_mib = 0
    parameters.warmup = False
    return xllamacpp.Server(parameters)


def tokens(round):
    """Other words in each round and slot, so that nothing but the prefix is known."""
    first = round * arguments.slots * arguments.length
    return [PREFIX + [(7919 * (first + slot * arguments.length + i + 97) + 11) % 40_000 + 100 for i in range(arguments.length)]
            for slot in range(arguments.slots)]


def read(server, prompts):
    """Tokens that were read, not taken from what slots kept, and seconds."""
    start = time.perf_counter()
    answer = server.handle_completions({
        "prompt": prompts if len(prompts) > 1 else prompts[0], "n_predict": 1, "temperature": 0, "samplers": ["temperature"],
        "cache_prompt": arguments.prefix > 0})
    seconds = time.perf_counter() - start
    if "timings" not in answer:
        sys.exit(f"bench_llamacpp: {answer}")
    # One choice a prompt, and the counts of one of them, which are those of each.
    return answer["timings"]["prompt_n"] * len(answer["choices"]), seconds


server = serve()
if PREFIX:
    read(server, [PREFIX + [100 + slot] for slot in range(arguments.slots)])
say(version=xllamacpp.__version__ if hasattr(xllamacpp, "__version__") else None, system=xllamacpp.get_system_info())
for number, _ in enumerate(sys.stdin):
    count, seconds = read(server, tokens(number))
    say(tokens=count, expected=arguments.slots * arguments.length, seconds=seconds)
# Tearing the server down takes seconds, and nothing is kept.
results.flush()
os._exit(0)
