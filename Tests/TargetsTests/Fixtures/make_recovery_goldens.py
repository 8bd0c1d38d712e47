"""Writes recovery.json: what numpy's full singular value decomposition says about the difference of a tuned and a base
matrix, both rounded to a type by the gguf package: the relative norm, the leading singular values, and the cosine of the
difference's first PLANTED directions, and of all of it, with the low-rank update that was added before rounding.
Matrices follow from their names (`numbers`; RecoveryCase.swift computes the same), so that none is kept.
usage: make_recovery_goldens.py   (numpy, gguf)"""
import json, pathlib
import gguf, numpy as np

ROWS, COLUMNS, PLANTED = 128, 160, 3

def numbers(name, count):
    """count numbers in −1 ..< 1: SplitMix64's output function of FNV-1a(name) + index, its upper 24 bits."""
    seed = 0xCBF29CE484222325
    for byte in name.encode(): seed = (seed ^ byte) * 0x100000001B3 % 2**64
    with np.errstate(over="ignore"):
        z = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(seed)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(40)).astype(np.float32) / np.float32(2**23) - np.float32(1)

def stored(values, kind):
    kind = gguf.GGMLQuantizationType[kind]
    return gguf.quants.dequantize(gguf.quants.quantize(values, kind), kind).astype(np.float32)

def cosine(x, y): return float(np.sum(x * y, dtype=np.float64) / np.linalg.norm(x) / np.linalg.norm(y))

base = (numbers("base", ROWS * COLUMNS) / np.float32(4)).reshape(ROWS, COLUMNS)
# Signs times powers of two: every sum below is exact, in any order.
update = np.zeros_like(base)
for direction in range(PLANTED):
    left, right = np.sign(numbers(f"left {direction}", ROWS)), np.sign(numbers(f"right {direction}", COLUMNS))
    update += np.outer(left, right) * np.float32(2.0 ** (-6 - direction))

cases = []
for kind in ("F32", "F16", "BF16", "Q8_0", "Q5_1", "Q4_0"):
    old, new = stored(base, kind), stored(base + update, kind)
    difference = new - old
    u, s, v = np.linalg.svd(difference.astype(np.float64), full_matrices=False)
    kept = (u[:, :PLANTED] * s[:PLANTED]) @ v[:PLANTED]
    cases.append(dict(type=kind, relativeNorm=float(np.linalg.norm(difference) / np.linalg.norm(old)),
                      singularValues=s[:8].tolist(), keptCosine=cosine(kept, update), cosine=cosine(difference, update),
                      last=s[-1]))
random = np.random.default_rng(1)
flips = [np.linalg.norm(base * random.choice([-1, 1], base.shape), 2) for _ in range(50)]
(pathlib.Path(__file__).parent / "recovery.json").write_text(json.dumps(dict(
    cases=cases, baseSingularValues=np.linalg.svd(base.astype(np.float64), compute_uv=False).tolist(),
    edge=float(np.median(flips))), indent=1) + "\n")
