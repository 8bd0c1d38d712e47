"""Writes recovery.json: what numpy's full singular value decomposition says about the difference of a tuned and a base
matrix, both rounded to a type by the gguf package: the relative norm, the leading singular values, and the cosine of the
difference's first PLANTED directions, and of all of it, with the low-rank update that was added before rounding. Of an update
that rounding drowns: the same cosine of as many directions as were planted, and of a fit that knows which entries each type
stores to sixteen bits (`anchored`, written for this file alone, with numpy's solver).
Matrices follow from their names (`numbers`; RecoveryCase.swift computes the same), so that none is kept.
usage: make_recovery_goldens.py   (numpy, gguf)"""
import json, pathlib
import gguf, numpy as np

ROWS, COLUMNS, PLANTED = 128, 160, 3
WIDE, WEAK = 512, 4

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
def anchors(values, kind):
    """Entries that alone have their block's largest magnitude, or, of types with an offset, its least or greatest number."""
    blocks = values.reshape(-1, 32)
    def only(x): return (x == x.max(1, keepdims=True)) & ((x == x.max(1, keepdims=True)).sum(1, keepdims=True) == 1)
    found = only(np.abs(blocks)) if kind.endswith("_0") else only(blocks) | only(-blocks)
    return found.reshape(values.shape)

def anchored(difference, known, truth, rank=16, turns=40):
    """The rank-16 matrix next to the difference, known entries weighing what their precision is worth, which only this file knows, under a nuclear norm."""
    d = difference.astype(np.float64)
    error = np.mean((d - truth)[known] ** 2)
    signal = np.mean(d[known] ** 2) - error
    noise = np.mean(d[~known] ** 2) - signal
    weights = np.where(known, min(noise / error, 1e4), 1.0)
    d /= np.sqrt(noise)
    ridge = 1.2 * (np.sqrt(d.shape[0]) + np.sqrt(d.shape[1])) * np.eye(rank)
    u, s, v = np.linalg.svd(d, full_matrices=False)
    right = v[:rank].T * np.sqrt(np.maximum(s[:rank] - ridge[0, 0], 0.1 * ridge[0, 0]))
    for _ in range(turns):
        gram = np.einsum("ij,jk,jl->ikl", weights, right, right, optimize=True) + ridge
        left = np.linalg.solve(gram, ((weights * d) @ right)[..., None])[..., 0]
        gram = np.einsum("ij,ik,il->jkl", weights, left, left, optimize=True) + ridge
        right = np.linalg.solve(gram, ((weights * d).T @ left)[..., None])[..., 0]
    return left @ right.T

wide = (numbers("wide", WIDE * WIDE) / np.float32(4)).reshape(WIDE, WIDE)
weak = np.zeros_like(wide)
for direction in range(WEAK):
    weak += np.outer(np.sign(numbers(f"weak left {direction}", WIDE)), np.sign(numbers(f"weak right {direction}", WIDE))) * np.float32(2.0 ** -11)
drowned = []
for kind in ("Q4_0", "Q4_1", "Q5_0", "Q5_1"):
    old, new = stored(wide, kind), stored(wide + weak, kind)
    u, s, v = np.linalg.svd((new - old).astype(np.float64), full_matrices=False)
    known = anchors(old, kind) & anchors(new, kind)
    drowned.append(dict(type=kind, anchors=int(known.sum()), leadingCosine=cosine((u[:, :WEAK] * s[:WEAK]) @ v[:WEAK], weak),
                        anchoredCosine=cosine(anchored(new - old, known, weak), weak)))

random = np.random.default_rng(1)
flips = [np.linalg.norm(base * random.choice([-1, 1], base.shape), 2) for _ in range(50)]
(pathlib.Path(__file__).parent / "recovery.json").write_text(json.dumps(dict(
    cases=cases, drowned=drowned, baseSingularValues=np.linalg.svd(base.astype(np.float64), compute_uv=False).tolist(),
    edge=float(np.median(flips))), indent=1) + "\n")
