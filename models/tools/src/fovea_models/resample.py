"""The project's definition of "this box of the slide at that spacing", in Python (the app has the same in TypeScript).

1. Level: the coarsest whose spacing is at most `wanted × 1.001`. If even level 0 is coarser, level 0 is enlarged, by at
   most 1.3; beyond that the slide is refused.
2. The box, in whole level-0 px, becomes a box in fractional level px by division by the level's downsample
   (level-0 width / level width, and the same for heights).
3. Shrinking: exact area average with fractional coverage of the border pixels, one axis after the other, in float64;
   then rounded half up. Enlarging: bilinear between pixel centres (at half integers), clamped to the pixels read.
   Each axis goes by its own ratio.
4. Whatever lies outside the slide is white (255).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

LEVEL_TOLERANCE = 1.001
ENLARGE_LIMIT = 1.3


class TooCoarse(ValueError):
    """The slide would have to be enlarged by more than 1.3."""


@dataclass(frozen=True)
class Pyramid:
    """Level sizes (width, height), level 0 first, and level 0's spacing in µm per px."""

    sizes: tuple[tuple[int, int], ...]
    spacing_um_px: float

    def downsample(self, level: int) -> tuple[float, float]:
        """Level-0 px per level px, along x and y."""
        (w0, h0), (w, h) = self.sizes[0], self.sizes[level]
        return w0 / w, h0 / h

    def level_for(self, spacing_um_px: float) -> int:
        """The level that serves a wanted spacing; raises TooCoarse."""
        if self.spacing_um_px > spacing_um_px * ENLARGE_LIMIT:
            raise TooCoarse(
                f"the slide has {self.spacing_um_px} µm/px, {spacing_um_px} are wanted: more than 1.3× enlarged"
            )
        fitting = [
            level
            for level in range(len(self.sizes))
            if self.spacing_um_px * self.downsample(level)[0] <= spacing_um_px * LEVEL_TOLERANCE
        ]
        return max(fitting, key=lambda level: self.downsample(level)[0], default=0)


class LevelReader(Protocol):
    """Reads whole level pixels; whatever lies outside the level is white."""

    def read(self, level: int, x: int, y: int, width: int, height: int) -> np.ndarray:
        """uint8 RGB [height, width, 3]."""
        ...


def axis_weights(start: float, length: float, size_px: int) -> tuple[int, np.ndarray]:
    """How `size_px` output pixels are made from whole input pixels along one axis.

    Returns (first input pixel, weights float64 [size_px, inputs], rows summing to 1) for the interval
    `[start, start + length)`.
    """
    ratio = length / size_px
    if ratio >= 1:
        first, last = int(np.floor(start + 1e-9)), int(np.ceil(start + length - 1e-9))
        edges = start + ratio * np.arange(size_px + 1)
        pixels = np.arange(first, last)
        overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
        weights = np.clip(overlap, 0, None)
        return first, weights / weights.sum(1, keepdims=True)
    centres = start + ratio * (np.arange(size_px) + 0.5) - 0.5
    first, last = int(np.floor(centres[0])), int(np.floor(centres[-1])) + 2
    low = np.floor(centres).astype(int)
    weights = np.zeros((size_px, last - first))
    rows = np.arange(size_px)
    weights[rows, low - first] = 1 - (centres - low)
    weights[rows, low - first + 1] += centres - low
    return first, weights


def read_box(
    reader: LevelReader, pyramid: Pyramid, box: tuple[int, int, int, int], size_px: int, spacing_um_px: float
) -> np.ndarray:
    """The box (x, y, width, height in level-0 px) as uint8 RGB [size_px, size_px, 3] by the definition above."""
    level = pyramid.level_for(spacing_um_px)
    scale_x, scale_y = pyramid.downsample(level)
    x, y, width, height = box
    left, across = axis_weights(x / scale_x, width / scale_x, size_px)
    top, down = axis_weights(y / scale_y, height / scale_y, size_px)
    left, across = _clamped(left, across, pyramid.sizes[level][0], width / scale_x < size_px)
    top, down = _clamped(top, down, pyramid.sizes[level][1], height / scale_y < size_px)
    pixels = reader.read(level, left, top, across.shape[1], down.shape[1]).astype(np.float64)
    rows = np.tensordot(down, pixels, (1, 0))
    mixed = np.tensordot(across, rows, (1, 1)).transpose(1, 0, 2)
    return np.clip(np.floor(mixed + 0.5), 0, 255).astype(np.uint8)


def _clamped(first: int, weights: np.ndarray, limit: int, enlarging: bool) -> tuple[int, np.ndarray]:
    """When enlarging, the neighbour just outside the image is replaced by the edge pixel (so no white bleeds in)."""
    if enlarging and first == -1:
        weights = weights.copy()
        weights[:, 1] += weights[:, 0]
        first, weights = 0, weights[:, 1:]
    if enlarging and first + weights.shape[1] == limit + 1:
        weights = weights.copy()
        weights[:, -2] += weights[:, -1]
        weights = weights[:, :-1]
    return first, weights
