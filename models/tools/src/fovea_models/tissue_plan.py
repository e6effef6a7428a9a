"""Which patches of a slide the app runs a model on, in Python: tissue mask, grid of patches, grid of fields.

The definitions are `src/core/tissue`, `src/core/patches` and `attention-sampling-fields.ts` there; written anew from them, so
that a reference made with this file owes nothing to the app. A plan of the app that differs is a finding.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from .openslide_reader import OpenSlideReader
from .resample import Pyramid, axis_weights, read_box

MASK_UM_PX = 8.0
SMALLEST_UM2 = 16_000.0
"""Holes below this are closed, specks below it dropped."""
DARKEST_COLOURED = 30
BACKGROUND_CEILING = 15
STAINED_MEAN = 30
MASK_LIMITS = (4_000_000, 8192)
"""Pixels and side that the app's mask may have at most; larger slides get a coarser one, which is not done here."""

Box = tuple[int, int, int, int]


def rounded(value: float) -> int:
    """To the nearest whole number, halves upwards, as JavaScript does."""
    return math.floor(value + 0.5)


@dataclass(frozen=True)
class Slide:
    """A slide to be read: `size` is (width, height) of level 0."""

    reader: OpenSlideReader
    pyramid: Pyramid

    @property
    def size(self) -> tuple[int, int]:
        return self.pyramid.sizes[0]


def saturation(rgb: np.ndarray) -> np.ndarray:
    """HSV saturation uint8 [h, w] of uint8 [h, w, 3]; near-black is 0."""
    most, least = rgb.max(2).astype(int), rgb.min(2).astype(int)
    share = np.floor((most - least) * 255 / np.maximum(most, 1) + 0.5).astype(np.uint8)
    return np.where(most < DARKEST_COLOURED, 0, share).astype(np.uint8)


def threshold(values: np.ndarray) -> int:
    """Otsu's with two guards: see `otsu.ts`. Tissue is what lies above it."""
    counts = np.bincount(values.ravel(), minlength=256)
    total, moment = int(counts.sum()), int((counts * np.arange(256)).sum())
    best, most, lower, lower_sum = None, 0.0, 0, 0
    for value, n in enumerate(counts.tolist()):
        lower, lower_sum = lower + n, lower_sum + value * n
        upper = total - lower
        if lower == 0 or upper == 0:
            continue
        between = lower * upper * (lower_sum / lower - (moment - lower_sum) / upper) ** 2
        if between > most:
            most, best = between, (value, lower_sum / lower)
    if best is None or best[1] > STAINED_MEAN:
        return BACKGROUND_CEILING
    return max(best[0], BACKGROUND_CEILING)


def _without_small(mask: np.ndarray, diagonal: bool, least: float, keep_at_border: bool) -> np.ndarray:
    """Groups of True smaller than `least` pixels become False."""
    groups, count = ndimage.label(mask, np.ones((3, 3)) if diagonal else None)
    small = np.bincount(groups.ravel(), minlength=count + 1) < least
    if keep_at_border:
        border = np.concatenate([groups[0], groups[-1], groups[:, 0], groups[:, -1]])
        small[np.unique(border)] = False
    return mask & ~small[groups]


def tissue_mask(slide: Slide) -> np.ndarray:
    """bool [h, w] over the whole slide at 8 µm/px."""
    width, height = (
        max(1, math.floor(side * slide.pyramid.spacing_um_px / MASK_UM_PX)) for side in slide.size
    )
    if (
        slide.pyramid.spacing_um_px > MASK_UM_PX
        or width * height > MASK_LIMITS[0]
        or max(width, height) > MASK_LIMITS[1]
    ):
        raise ValueError(f"a mask of {width}×{height} px is not made the way the app would")
    grey = saturation(read_box(slide.reader, slide.pyramid, (0, 0, *slide.size), width, height))
    least = SMALLEST_UM2 / MASK_UM_PX**2
    mask = _without_small(grey > threshold(grey), True, least, False)
    return ~_without_small(~mask, False, least, True)


def shares(
    mask: np.ndarray, slide: Slide, left: list[int], top: list[int], size: tuple[int, int]
) -> np.ndarray:
    """Tissue share float64 [rows, columns] of the boxes of a size at all lefts and tops; what lies off the slide is glass."""

    def weights(starts: list[int], length: int, full: int, pixels: int) -> np.ndarray:
        found = np.zeros((len(starts), pixels))
        for i, start in enumerate(starts):
            # One output pixel: its weights are the covered shares of the mask's pixels.
            scale = pixels / full
            first, row = axis_weights(start * scale, length * scale, 1, pixels)
            found[i, first : first + row.shape[1]] = row[0]
        return found

    rows = weights(top, size[1], slide.size[1], mask.shape[0])
    columns = weights(left, size[0], slide.size[0], mask.shape[1])
    return rows @ mask.astype(np.float64) @ columns.T


def cells_along(length: int, step: float) -> int:
    """Cells that cover a length; a last one with less than a whole pixel on the slide is left off."""
    cells = max(1, math.ceil(length / step))
    while cells > 1 and rounded((cells - 1) * step) >= length:
        cells -= 1
    return cells


@dataclass(frozen=True)
class Grid:
    """Cells kept of a grid over a slide: `cells` int [n, 2] (column, row) and their boxes in level-0 px."""

    step: tuple[float, float]
    columns: int
    cells: np.ndarray
    boxes: list[Box]


def _grid(
    slide: Slide, mask: np.ndarray, step: tuple[float, float], size: tuple[int, int], manifest: dict[str, Any]
) -> Grid:
    columns, rows = (cells_along(length, along) for length, along in zip(slide.size, step, strict=True))
    left, top = ([rounded(i * along) for i in range(n)] for n, along in ((columns, step[0]), (rows, step[1])))
    share = shares(mask, slide, left, top, size)
    kept = (share > 0) & (share >= manifest["tissue"]["min_coverage"] - 1e-9)
    cells = np.argwhere(kept.T) if manifest["order"] == "x-outer" else np.argwhere(kept)[:, ::-1]
    return Grid(step, columns, cells, [(left[c], top[r], *size) for c, r in cells.tolist()])


def patch_grid(slide: Slide, mask: np.ndarray, manifest: dict[str, Any]) -> Grid:
    """The patches of a model; of a two-scale one the coarser."""
    step = manifest["patch_size_pixels"] / (slide.pyramid.spacing_um_px / manifest["spacing_um_px"])
    return _grid(slide, mask, (step, step), (rounded(step), rounded(step)), manifest)


def field_grid(slide: Slide, mask: np.ndarray, manifest: dict[str, Any]) -> Grid:
    """The fields that attention sampling divides tissue into, row by row."""
    enlargement = slide.pyramid.spacing_um_px / manifest["spacing_um_px"]
    head = manifest["head"]
    image = (head["image_pixels"]["width"], head["image_pixels"]["height"])
    step = tuple(side // head["step_pixels"] * head["step_pixels"] / enlargement for side in image)
    size = tuple(rounded(side / enlargement) for side in image)
    return _grid(slide, mask, step, size, manifest | {"order": "y-outer"})
