"""A whole slide by a bundle in Python: grid, simple tissue mask, features, and pictures of its maps.

The grid is the app's (from level-0 (0, 0), step not rounded, corners rounded). The tissue mask is a plain one (Otsu on
saturation at about 16 µm/px) and may differ from the app's in detail.
"""

from pathlib import Path

import numpy as np
from PIL import Image

from .openslide_reader import OpenSlideReader

MASK_UM_PX = 16.0
LEAST_SATURATION = 0.05


def otsu(values: np.ndarray, bins: int = 256) -> float:
    """The threshold that parts values in 0..1 best."""
    counts, edges = np.histogram(values, bins, (0, 1))
    weight = np.cumsum(counts)
    moment = np.cumsum(counts * (edges[:-1] + 0.5 / bins))
    with np.errstate(divide="ignore", invalid="ignore"):
        between = (moment[-1] * weight / weight[-1] - moment) ** 2 / (weight * (weight[-1] - weight))
    return float(edges[1 + int(np.nanargmax(between[:-1]))])


def thumbnail(reader: OpenSlideReader, spacing_um_px: float, wanted_um_px: float) -> np.ndarray:
    """The whole slide at about a spacing, uint8 RGB."""
    (width, height), factor = reader.sizes[0], wanted_um_px / spacing_um_px
    level = max(i for i, size in enumerate(reader.sizes) if i == 0 or width / size[0] <= factor)
    image = Image.fromarray(reader.read(level, 0, 0, *reader.sizes[level]))
    return np.asarray(image.resize((round(width / factor), round(height / factor)), Image.Resampling.BOX))


def tissue_boxes(
    reader: OpenSlideReader, spacing_um_px: float, patch_um: float, min_coverage: float
) -> tuple[list[tuple[int, int, int, int]], np.ndarray]:
    """Boxes (x, y, width, height in level-0 px) row by row, and their cells [n, 2] (column, row)."""
    image = thumbnail(reader, spacing_um_px, MASK_UM_PX).astype(np.float32)
    saturation = np.ptp(image, 2) / np.maximum(image.max(2), 1)
    mask = saturation > max(otsu(saturation), LEAST_SATURATION)
    step = patch_um / spacing_um_px
    width, height = reader.sizes[0]
    boxes, cells = [], []
    for row in range(int(height / step)):
        for column in range(int(width / step)):
            x0, y0, x1, y1 = (round(v * patch_um / MASK_UM_PX) for v in (column, row, column + 1, row + 1))
            if mask[y0:y1, x0:x1].mean() >= min_coverage:
                x, y = int(column * step + 0.5), int(row * step + 0.5)
                boxes.append((x, y, int((column + 1) * step + 0.5) - x, int((row + 1) * step + 0.5) - y))
                cells.append((column, row))
    return boxes, np.array(cells)


def paint(image: np.ndarray, cells: np.ndarray, values: np.ndarray, cell_px: float, path: Path) -> None:
    """The thumbnail with red over the cells, as strong as `values` (0..1)."""
    out = image.astype(np.float32)
    for (column, row), value in zip(cells, values, strict=True):
        y, x = (slice(round(v * cell_px), round((v + 1) * cell_px)) for v in (row, column))
        out[y, x] = out[y, x] * (1 - 0.7 * value) + 0.7 * value * np.array([255, 0, 0])
    Image.fromarray(out.astype(np.uint8)).save(path)
