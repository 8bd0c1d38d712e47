"""The digest that goldens keep instead of long lists: FNV-1a, its low 16 bits in hexadecimal."""


def digest(value):
    """Of a text's UTF-8, or of ids as little-endian 32-bit numbers."""
    data = value.encode() if isinstance(value, str) else b"".join(number.to_bytes(4, "little") for number in value)
    result = 0xCBF29CE484222325
    for byte in data:
        result = ((result ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{result & 0xFFFF:04x}"


def digests(values, group=10):
    """Of every ten values together, which keeps what 2,000 texts give to a few hundred digits."""
    joined = lambda part: "".join(part) if isinstance(part[0], str) else sum(part, [])
    return "".join(digest(joined(values[start : start + group])) for start in range(0, len(values), group))
