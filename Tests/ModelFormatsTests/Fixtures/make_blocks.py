"""Writes, for each type, random blocks and the numbers that the gguf package reads from them (blocks/), and numbers
with what is left of them after storing them in each plain type (quantised.bin).
usage: make_blocks.py   (gguf, numpy)"""
import pathlib
import gguf
import numpy as np

here = pathlib.Path(__file__).parent
(here / "blocks").mkdir(exist_ok=True)
T = gguf.GGMLQuantizationType
rng = np.random.default_rng(1)

# Byte offsets of half-precision scales within a block. Random bytes would make some of them NaN or infinite.
HALVES = {T.Q8_0: [0], T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q2_K: [80, 82], T.Q3_K: [108],
          T.Q4_K: [0, 2], T.Q5_K: [0, 2], T.Q6_K: [208], T.IQ4_NL: [0], T.IQ4_XS: [0], T.MXFP4: []}
for kind, places in HALVES.items():
    size, width = gguf.GGML_QUANT_SIZES[kind]
    count = 512 // size
    blocks = rng.integers(0, 256, (count, width), dtype=np.uint8)
    scales = (rng.standard_normal((count, len(places))) * 0.01).astype(np.float16)
    scales[0] = np.float16(6e-8)  # the least subnormal
    if count > 2: scales[1] = 0
    for i, place in enumerate(places):
        blocks[:, place:place + 2] = scales[:, i:i + 1].view(np.uint8)
    if kind == T.MXFP4: blocks[:, 0] = rng.integers(90, 140, count); blocks[:4, 0] = [0, 1, 2, 249]  # two subnormal powers first
    values = gguf.quants.dequantize(blocks.reshape(1, -1), kind).astype(np.float32)
    assert np.isfinite(values).all() and values.size == 512
    (here / "blocks" / f"{kind.name}.bin").write_bytes(blocks.tobytes() + values.tobytes())

x = rng.standard_normal((8, 64)).astype(np.float32) * 0.05
x[0, :32] = 0
x[1, :32] = 0.25                                    # a block of equal numbers
x[2, ::2] *= -1e-6
x[3, 5] = 40                                        # an outlier
x[4, :32] = (np.arange(32) - 16).astype(np.float32) / 2   # halves, where the way of rounding shows
x[5, :2] = [-1.5, 1.5]                              # two numbers of the largest magnitude
x[6] = -np.abs(x[6])
out = [x.tobytes()]
for kind in [T.F16, T.BF16, T.Q8_0, T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1]:
    y = gguf.quants.dequantize(gguf.quants.quantize(x, kind), kind).astype(np.float32)
    out.append(y.reshape(x.shape).tobytes())
(here / "quantised.bin").write_bytes(b"".join(out))
