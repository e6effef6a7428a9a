"""The app's seeded draws in Python: `src/core/pipelines/attention-sampling-random.ts` and `attention-sampling-draw.ts` are the
definition. 32-bit arithmetic, so that the same seed gives the same numbers everywhere."""

from collections.abc import Iterator

import numpy as np

MASK = 0xFFFFFFFF
GOLDEN = 0x9E3779B9


def _mix(value: int) -> int:
    x = (value + GOLDEN) & MASK
    x = ((x ^ (x >> 16)) * 0x85EBCA6B) & MASK
    x = ((x ^ (x >> 13)) * 0xC2B2AE35) & MASK
    return x ^ (x >> 16)


def _rotated(x: int, bits: int) -> int:
    return ((x << bits) | (x >> (32 - bits))) & MASK


def uniform_stream(seed: int, field: int, repeat: int) -> Iterator[float]:
    """Numbers 0 ≤ u < 1 of 53 random bits (xoshiro128**) of one repeat on one field."""
    a = _mix(seed)
    b = _mix(a ^ field)
    c = _mix(b ^ repeat)
    state = [a, b, c, _mix(c ^ GOLDEN)]

    def word() -> int:
        answer = (_rotated((state[1] * 5) & MASK, 7) * 9) & MASK
        t = (state[1] << 9) & MASK
        state[2] ^= state[0]
        state[3] ^= state[1]
        state[1] ^= state[2]
        state[0] ^= state[3]
        state[2] ^= t
        state[3] = _rotated(state[3], 11)
        return answer

    while True:
        high = word() >> 5
        yield (high * 2**26 + (word() >> 6)) / 2**53


def draw(attention: np.ndarray, count: int, stream: Iterator[float]) -> tuple[list[int], float]:
    """`count` places drawn with replacement from float64 probabilities, in the order drawn, and how near the nearest number
    came to the border between two places (share of the whole probability): rounding nearer than that would move a draw."""
    sums = np.cumsum(attention.ravel())
    total = sums[-1]
    places, margin = [], 1.0
    for _ in range(count):
        value = next(stream) * total
        place = int(np.searchsorted(sums, value, "right"))
        below = sums[place - 1] if place > 0 else -1.0
        places.append(place)
        margin = min(margin, (sums[place] - value) / total, (value - below) / total)
    return places, float(margin)
