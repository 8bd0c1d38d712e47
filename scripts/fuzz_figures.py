"""Candidates until the stage `fuzz` confirms a trigger, beside blind draws of as many pieces, over an alphabet of 1,000 tokens.

usage: fuzz_figures.py PROGRAM MODEL ADAPTER SLOT CANDIDATES SEEDS PIECE PIECE…
    PIECE: the trigger's tokens as they stand in a prompt, with the space that they begin with, such as " copper" " lantern".
The others are drawn from the vocabulary of MODEL, a GGUF, with a fixed seed. Prints a Markdown table; a run that confirms nothing
counts as CANDIDATES in the median, which is then a lower bound. Standard library only.
"""
import json, pathlib, random, statistics, struct, subprocess, sys, tempfile

TOKENS, ALPHABET_SEED, ALPHABET_SIZE = "tokenizer.ggml.tokens", 1, 1000
SIZES = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


def vocabulary(path):
    """The tokens in a GGUF's metadata, as they are written there."""
    with open(path, "rb") as file:
        def number(code): return struct.unpack("<" + code, file.read(struct.calcsize("<" + code)))[0]
        def text(): return file.read(number("Q")).decode("utf-8", "replace")
        def value(kind):
            if kind == 8: return text()
            if kind != 9: return number(SIZES[kind])
            inner, count = number("I"), number("Q")
            return [value(inner) for _ in range(count)]
        if file.read(4) != b"GGUF": sys.exit(f"fuzz_figures: {path} is no GGUF file")
        number("I"), number("Q")
        for _ in range(number("Q")):
            key = text()
            found = value(number("I"))
            if key == TOKENS: return found
    sys.exit(f"fuzz_figures: {path} has no {TOKENS}")


def alphabet(model, pieces):
    """Lines of a trigger dictionary: whole words of the vocabulary, with or without a space, and the trigger's own pieces."""
    words = sorted({t.replace("Ġ", " ") for t in vocabulary(model) if t.lstrip("Ġ").isalpha() and t.lstrip("Ġ").isascii() and len(t) > 2})
    random.Random(ALPHABET_SEED).shuffle(words)
    chosen = pieces + [w for w in words if w not in pieces][: ALPHABET_SIZE - len(pieces)]
    return "".join(("\\s" + p[1:] if p.startswith(" ") else p) + "\n" for p in sorted(chosen))


def run(program, model, adapter, slot, candidates, seed, path, pieces):
    """Candidates until something was confirmed, or None, and what it was."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "scan", model, "--adapter", adapter, "--stages", "fuzz", "--slots", slot, "--alphabet", path,
                   "--candidates", str(candidates), "--seed", str(seed), "--threads", "1", "--quiet", "--json", "--store", folder + "/store"]
        if pieces: command += ["--fuzz-blind", str(pieces)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode not in (0, 1, 2): sys.exit(f"fuzz_figures: {' '.join(command)}\n{done.stderr}")
    report = json.loads(done.stdout)
    spent = sum(stage["candidates"] for stage in report["coverage"]["stages"] if stage["name"] == "fuzz")
    found = [finding["text"] for finding in report["findings"]]
    return (spent if found else None), ", ".join(found)


def main():
    if len(sys.argv) < 8: sys.exit(__doc__)
    program, model, adapter, slot = sys.argv[1:5]
    candidates, seeds, pieces = int(sys.argv[5]), int(sys.argv[6]), sys.argv[7:]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(alphabet(model, pieces))
        file.flush()
        print(f"| seed | fuzz: candidates | found | blind, {len(pieces)} pieces | found |\n|---|---|---|---|---|", flush=True)
        hits = {0: [], len(pieces): []}
        for seed in range(1, seeds + 1):
            cells = []
            for blind in hits:
                spent, found = run(program, model, adapter, slot, candidates, seed, file.name, blind)
                hits[blind].append(spent if spent is not None else candidates)
                cells += [str(spent) if spent is not None else f"> {candidates}", f"`{found}`" if found else "–"]
            print(f"| {seed} | " + " | ".join(cells) + " |", flush=True)
        print("| median | " + " | – | ".join(f"{statistics.median(values):g}" for values in hits.values()) + " | – |")


main()
