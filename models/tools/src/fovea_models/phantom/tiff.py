"""Writes a phantom as a pyramidal tiled JPEG TIFF that OpenSlide reads as generic-tiff."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tifffile

from .layout import Layout
from .render import Painter

TILE_PX = 256
STRIP_PX = 1024
JPEG_QUALITY = 80


def halve(image: np.ndarray) -> np.ndarray:
    """2×2 area average, rounding half up, uint8 [h, w, c] to [h // 2, w // 2, c]; an odd last row or column is dropped."""
    even = image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2].astype(np.uint16)
    total = even[0::2, 0::2] + even[1::2, 0::2] + even[0::2, 1::2] + even[1::2, 1::2]
    return ((total + 2) // 4).astype(np.uint8)


def _tiles(image: np.ndarray) -> Iterator[np.ndarray]:
    """Tiles of an image row by row, uint8 [256, 256, 3]; what lies beyond the image is white."""
    for y in range(0, image.shape[0], TILE_PX):
        for x in range(0, image.shape[1], TILE_PX):
            part = image[y : y + TILE_PX, x : x + TILE_PX]
            if part.shape[:2] != (TILE_PX, TILE_PX):
                full = np.full((TILE_PX, TILE_PX, 3), 255, np.uint8)
                full[: part.shape[0], : part.shape[1]] = part
                part = full
            yield np.ascontiguousarray(part)


def write_slide(layout: Layout, path: Path, quality: int = JPEG_QUALITY) -> list[tuple[int, int]]:
    """Render and write a phantom; returns the level sizes (width, height).

    Level 0 is rendered strip by strip, so memory holds one strip and the halved pyramid only. Levels halve until both
    sides fit two tiles. The resolution tags hold the true spacing in pixels per centimetre.
    """
    spec = layout.spec
    painter = Painter(layout)
    halved: list[np.ndarray] = []

    def level0() -> Iterator[np.ndarray]:
        for y in range(0, spec.height, STRIP_PX):
            strip = painter.block(0, y, spec.width, min(STRIP_PX, spec.height - y))
            halved.append(halve(strip))
            yield from _tiles(strip)

    sizes = [(spec.width, spec.height)]
    while max(sizes[-1]) > 2 * TILE_PX and min(sizes[-1]) >= 2:
        sizes.append((sizes[-1][0] // 2, sizes[-1][1] // 2))
    description = (
        f"Fovea phantom: a synthetic drawing, not tissue. seed={spec.seed} spacing={spec.spacing_um_px} um/px "
        f"tumour_fraction={spec.tumour_fraction} immune_infiltrate={spec.immune_infiltrate}"
    )
    with tifffile.TiffWriter(path, bigtiff=spec.width * spec.height > 2**31) as tiff:
        image = None
        for level, (width, height) in enumerate(sizes):
            if level == 1:
                image = np.concatenate(halved)[:height]
            elif level > 1:
                image = halve(image)
            scale = spec.width / width
            tiff.write(
                level0() if image is None else _tiles(image),
                shape=(height, width, 3),
                dtype=np.uint8,
                tile=(TILE_PX, TILE_PX),
                photometric="rgb",  # of the input; tifffile stores JPEG tiles as YCbCr
                subsampling=(2, 2),
                compression="jpeg",
                compressionargs={"level": quality},
                subfiletype=0 if level == 0 else 1,
                description=description if level == 0 else None,
                software="fovea_models",
                metadata=None,
                resolution=(1e4 / (spec.spacing_um_px * scale),) * 2,
                resolutionunit="CENTIMETER",
            )
    return sizes
