"""How a box of the slide becomes pixels for a model: the contract of the app's slide worker, in Python.

`workers/slide/contract.ts` (`PatchRequest`) is the definition; this is its only form in Python, and both are held to
`src/formats/testdata/resampling-cases.json` and `openslide-answers.json` there.

1. Level: the coarsest whose downsample is at most `box width / output width × 1.001`; level 0 where there is none.
2. The box, in level-0 px, becomes a box in fractional level px by division by the level's downsample (level-0 width /
   level width, and the same for heights).
3. Each axis by its own ratio, in float64. Shrinking: exact area average with fractional coverage. Enlarging: linear
   between pixel centres (at half integers), the outermost pixel continued to the image's edge.
4. Whatever lies outside the image is white (255). Rounded half up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

LEVEL_TOLERANCE = 1.001
ENLARGE_LIMIT = 1.3
ROUNDING_PUSH = 1e-9
"""Sums of weights carry errors of 1e-15: without a small push a half would sometimes round down."""

Box = tuple[float, float, float, float]
"""x, y, width, height."""


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

    def level_for(self, downsample: float) -> int:
        """The level that serves a wanted downsample (level-0 px per output px)."""
        fitting = [
            level
            for level in range(len(self.sizes))
            if self.downsample(level)[0] <= downsample * LEVEL_TOLERANCE
        ]
        return max(fitting, key=lambda level: self.downsample(level)[0], default=0)

    def refuse_coarser_than(self, spacing_um_px: float) -> None:
        """Raises TooCoarse where a model's spacing asks for more enlargement than is allowed."""
        if self.spacing_um_px > spacing_um_px * ENLARGE_LIMIT:
            raise TooCoarse(
                f"the slide has {self.spacing_um_px} µm/px, {spacing_um_px} are wanted: more than 1.3× enlarged"
            )


class LevelReader(Protocol):
    """Reads whole pixels of a level."""

    def read(self, level: int, x: int, y: int, width: int, height: int) -> np.ndarray:
        """uint8 RGB [height, width, 3]; asked only for what lies within the level."""
        ...


def axis_weights(start: float, length: float, out: int, size: int) -> tuple[int, np.ndarray]:
    """How `out` samples are made of the interval `[start, start + length)` of an axis of `size` pixels.

    Returns (first pixel, weights float64 [out, pixels]), all within the image; what a row lacks to 1 is white. No pixels
    where the interval lies outside.
    """
    step = length / out
    index = np.arange(out)
    if length >= out:
        left, right = start + index * step, start + (index + 1) * step
        first = max(0, int(np.floor(left[0])))
        pixels = np.arange(first, max(first, min(size, int(np.ceil(right[-1])))))
        overlap = np.minimum(right[:, None], pixels + 1) - np.maximum(left[:, None], pixels)
        return first, np.clip(overlap, 0, None) / step
    centres = start + (index + 0.5) * step
    inside = (centres >= 0) & (centres < size)
    if not inside.any():
        return 0, np.zeros((out, 0))
    positions = np.clip(centres[inside] - 0.5, 0, size - 1)
    low = np.floor(positions).astype(int)
    share = positions - low
    first = int(low[0])
    weights = np.zeros((out, min(size, int(low[-1]) + 2) - first))
    weights[index[inside], low - first] = 1 - share
    between = share > 0
    weights[index[inside][between], low[between] + 1 - first] = share[between]
    return first, weights


def resample(
    read: Callable[[int, int, int, int], np.ndarray],
    size: tuple[int, int],
    box: Box,
    out: tuple[int, int],
) -> np.ndarray:
    """A box in the fractional pixels of one image of `size` (width, height) as uint8 RGB [out height, out width, 3].

    `read(x, y, width, height)` gives uint8 RGB of whole pixels within the image.
    """
    left, across = axis_weights(box[0], box[2], out[0], size[0])
    top, down = axis_weights(box[1], box[3], out[1], size[1])
    white = 255 * (1 - np.outer(down.sum(1), across.sum(1)))
    mixed = np.repeat(white[:, :, None], 3, 2)
    if across.shape[1] and down.shape[1]:
        pixels = read(left, top, across.shape[1], down.shape[1]).astype(np.float64)
        rows = np.tensordot(down, pixels, (1, 0))
        mixed += np.tensordot(across, rows, (1, 1)).transpose(1, 0, 2)
    return np.clip(np.floor(mixed + 0.5 + ROUNDING_PUSH), 0, 255).astype(np.uint8)


def read_box(
    reader: LevelReader, pyramid: Pyramid, box: Box, out_width: int, out_height: int | None = None
) -> np.ndarray:
    """The box (level-0 px) as uint8 RGB [out height, out width, 3]; square where no height is given."""
    x, y, width, height = box
    level = pyramid.level_for(width / out_width)
    scale_x, scale_y = pyramid.downsample(level)
    return resample(
        lambda *part: reader.read(level, *part),
        pyramid.sizes[level],
        (x / scale_x, y / scale_y, width / scale_x, height / scale_y),
        (out_width, out_height or out_width),
    )
