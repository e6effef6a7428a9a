"""Small numeric answers about a slide's pixels by OpenSlide, for tests that have no Python: boxes, means, a few pixels."""

from pathlib import Path
from typing import Any

import numpy as np

from .openslide_reader import OpenSlideReader
from .resample import read_box

PROBES = 4
"""Pixels are kept on a grid of 4×4 inside each box."""


def _describe(image: np.ndarray) -> dict[str, Any]:
    at = ((np.arange(PROBES) + 0.5) / PROBES * image.shape[0]).astype(int)
    across = ((np.arange(PROBES) + 0.5) / PROBES * image.shape[1]).astype(int)
    return {
        "mean": np.round(image.mean((0, 1)), 3).tolist(),
        "deviation": np.round(image.std((0, 1)), 3).tolist(),
        "probe_rows": at.tolist(),
        "probe_columns": across.tolist(),
        "pixels": image[np.ix_(at, across)].reshape(-1, 3).tolist(),
    }


def stored_answers(
    slide: Path, seed: int = 0, per_level: int = 4, side_px: int = 256, spacing_um_px: float | None = None
) -> dict[str, Any]:
    """Answers for random boxes of every level (level px), and for boxes averaged down to odd spacings (level-0 px)."""
    rng = np.random.default_rng(seed)
    reader = OpenSlideReader(slide)
    regions = []
    for level, (width, height) in enumerate(reader.sizes):
        for _ in range(per_level):
            w, h = min(side_px, width), min(side_px, height)
            x, y = int(rng.integers(0, width - w + 1)), int(rng.integers(0, height - h + 1))
            box = {"level": level, "x": x, "y": y, "width": w, "height": h}
            regions.append(box | _describe(reader.read(level, x, y, w, h)))
    pyramid = reader.pyramid(spacing_um_px)
    resampled = []
    for factor in (1.0, 1.143, 2.0, 3.7, 9.1):
        wanted, out_px = pyramid.spacing_um_px * factor, 128
        side = round(out_px * factor)
        if side > min(reader.sizes[0]):
            continue
        for _ in range(per_level):
            x, y = (int(rng.integers(-side // 4, limit - side // 2)) for limit in reader.sizes[0])
            pixels = read_box(reader, pyramid, (x, y, side, side), out_px)
            box = {"x": x, "y": y, "width": side, "height": side, "spacing_um_px": wanted, "out_px": out_px}
            resampled.append(box | _describe(pixels))
    sizes = [list(size) for size in reader.sizes]
    reader.close()
    return {
        "slide": slide.name,
        "seed": seed,
        "level_sizes": sizes,
        "spacing_um_px": pyramid.spacing_um_px,
        "regions": regions,
        "resampled": resampled,
    }
