"""Writes small stores from the description of the format alone, without the program: one that is in order, and some that no
honest program would write. `python make_stores.py` (needs the package zstandard).

Segment: 64 bytes of header, then frames. Frame: header 40, parity 16, SHA-256 32, digests, zstd frame.
"""
import hashlib, json, pathlib, struct

import zstandard

here = pathlib.Path(__file__).parent / "stores"
STORE_ID = bytes(range(16))
MODEL = "c3" * 32


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def count(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def text(value):
    value = value.encode()
    return count(len(value)) + value


def segment_header(version=1):
    head = b"HAIRTRIG" + struct.pack("<II", version, 1) + STORE_ID + bytes(24)
    return head + sha(head)[:8]


def parity(body):
    """RAID 6's P and Q over GF(2^64), by polynomial arithmetic on Python's integers."""
    body += bytes(-len(body) % 8)
    words = struct.unpack(f"<{len(body) // 8}Q", body)
    modulus = (1 << 64) | 0b11011
    p = q = 0
    for place, word in enumerate(words):
        p ^= word
        power = word << (len(words) - 1 - place)
        for bit in range(power.bit_length() - 1, 63, -1):
            if power >> bit & 1:
                power ^= modulus << (bit - 64)
        q ^= power
    return struct.pack("<QQ", p, q)


def frame(block, canonical, flags, kinds, first, payload=None, block_size=None):
    wide = 32 if flags & 2 else 8
    digests = b"".join(sha(each)[:wide] for each in canonical)
    payload = payload or zstandard.ZstdCompressor(write_checksum=True, write_content_size=True).compress(block)
    head = b"HTFR" + struct.pack(
        "<HHIIIIQ", flags, kinds, len(canonical), len(block) if block_size is None else block_size, len(payload), 0, first)
    head += sha(STORE_ID, head)[:8]
    check = parity(digests + payload)
    return head + check + sha(head, check, digests, payload) + digests + payload


IDENTITY = json.dumps({"model_digest": MODEL, "kernels": "SkylakeX", "seed": 5}, separators=(",", ":"))


def manifest(version=1):
    fields = {"schema": f"hairtrigger.store/{version}", "id": STORE_ID.hex(), "generation": 1,
              "identity": json.loads(IDENTITY), "digest": ""}
    fields["digest"] = sha(json.dumps(fields, separators=(",", ":")).encode()).hex()
    return json.dumps(fields, indent=2) + "\n"


def identity_frame():
    layout = count(6)
    structure = b"\0" + count(1) + layout + count(1) + count(0) * 3 + b"\0" + text(IDENTITY)
    block = count(len(structure)) + count(0) + count(0) + structure
    return frame(block, [count(1) + layout + text(IDENTITY)], 1, 1 << 6, 0)


def candidates_frame(first=2):
    """Two candidates of one layout: {stage "leak", slot prefix, one part, scores a (single), b (double), c (integer)}."""
    layout = (count(3) + text("leak") + text("prefix") + count(1) + count(3) + text("a") + b"\1" + text("b") + b"\2" + text("c") + b"\0")
    rows = [("cf", 0.5, 0.1, -3), ("größer", -2.25, 1e300, 70)]
    zigzag = lambda n: count(n << 1 if n >= 0 else (-n << 1) - 1)
    structure = b"\0" + count(len(layout)) + layout + count(1) + count(1) + count(1) + count(1)
    canonical = []
    for place, (word, a, b, c) in enumerate(rows):
        structure += (b"" if place == 0 else count(1)) + b"\0" + text(word) + zigzag(c)
        canonical.append(count(len(layout)) + layout + text(word) + zigzag(c) + struct.pack("<f", a) + struct.pack("<d", b))
    singles = [struct.pack(">f", row[1]) for row in rows]
    doubles = [struct.pack(">d", row[2]) for row in rows]
    planes = b"".join(bytes(s[i] for s in singles) for i in range(4)) + b"".join(bytes(d[i] for d in doubles) for i in range(8))
    block = count(len(structure)) + count(2) + count(2) + structure + planes
    global store_digest
    store_digest = hashlib.sha256(b"".join(count(len(each)) + each for each in canonical)).hexdigest()
    return frame(block, canonical, 1, 1 << 3, first)


def write(name, segment, version=1):
    folder = here / name / "segments-1"
    folder.mkdir(parents=True, exist_ok=True)
    (here / name / "store.json").write_text(manifest(version))
    (folder / "000001.segment").write_bytes(segment)


start = segment_header() + identity_frame()
write("in-order", start + candidates_frame(first=1))
(here / "in-order.digest").write_text(store_digest + "\n")
bomb = zstandard.ZstdCompressor(level=19, write_checksum=True, write_content_size=True).compress(bytes(1 << 28))
hidden = zstandard.ZstdCompressor(level=19, write_checksum=True, write_content_size=False).compress(bytes(1 << 28))
one = [b"\1\3"]
write("bomb-larger-than-said", start + frame(b"", one, 1, 1 << 3, 1, bomb, 1 << 16) + candidates_frame())
write("bomb-size-not-said", start + frame(b"", one, 1, 1 << 3, 1, hidden, 1 << 16) + candidates_frame())
write("bomb-said", start + frame(b"", one, 1, 1 << 3, 1, bomb, 1 << 28) + candidates_frame())
write("block-of-counts", start + frame(b"\xff" * 9 + b"\1", one, 1, 1 << 3, 1) + candidates_frame())
many = struct.pack("<HHIIIIQ", 1, 8, 0xFFFFFFFF, 16, 16, 0, 1)
many = b"HTFR" + many
write("four-thousand-million-records", start + many + sha(STORE_ID, many)[:8] + bytes(200))
write("newer-segment", segment_header(version=9) + identity_frame())
