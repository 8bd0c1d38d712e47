"""Goldens for SeededGenerator and the draws, computed with Python's own integers. Run: python3 make_random.py > random.json"""
import json

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class SplitMix64:
    def __init__(self, state):
        self.state = state & MASK

    def next(self):
        self.state = (self.state + GAMMA) & MASK
        return mix(self.state)

    def below(self, bound):
        if bound <= 1:
            return 0
        while True:
            product = self.next() * bound
            if (product & MASK) >= (1 << 64) % bound:
                return product >> 64

    def unit(self):
        return (self.next() >> 11) / (1 << 53)

    def shuffled(self, n):
        items = list(range(n))
        for last in range(n - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items

    def sample(self, k, n):
        items = list(range(n))
        for first in range(min(k, n)):
            other = first + self.below(n - first)
            items[first], items[other] = items[other], items[first]
        return items[: min(k, n)]


def stream(seed, number):
    return SplitMix64(mix((seed + GAMMA) & MASK) ^ mix((number * 0xD1342543DE82EF95 + GAMMA) & MASK))


def named(seed, name, number=0):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = ((h ^ byte) * 0x100000001B3) & MASK
    return stream(seed, mix(h) ^ mix((number + GAMMA) & MASK))


def first(generator, n=5):
    return [str(generator.next()) for _ in range(n)]


big = SplitMix64(11)
small = SplitMix64(12)
uneven = (1 << 63) + 12345  # nearly half of the numbers are rejected
rejecting = SplitMix64(13)
units = SplitMix64(14)
print(json.dumps({
    "plain": {"0": first(SplitMix64(0)), "1234567": first(SplitMix64(1234567)), str(MASK): first(SplitMix64(MASK))},
    "streams": [[s, k, first(stream(s, k))] for s in (0, 1, 7) for k in (0, 1, 1 << 40)],
    "named": [[s, n, k, first(named(s, n, k))] for s in (0, 1) for n in ("", "fuzz", "bestätigen") for k in (0, 3)],
    "below10": [big.below(10) for _ in range(40)],
    "below3": [small.below(3) for _ in range(40)],
    "rejecting": [str(rejecting.below(uneven)) for _ in range(20)],
    "units": [units.unit() for _ in range(10)],
    "shuffled": [[n, SplitMix64(15).shuffled(n)] for n in (0, 1, 2, 10, 33)],
    "sampled": [[k, n, SplitMix64(16).sample(k, n)] for k, n in ((0, 5), (3, 5), (5, 5), (9, 5), (4, 100))],
}, indent=0))
