"""Features of all atlas patches and LC25000 tiles, as they are and under changes of stain, scale and orientation."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..encoders.augment import rescale, stain, turn
from ..onnx_tools.session import open_session
from .data import AtlasSlide, Tile, read_images

BATCH = 16
TILES_PER_LOOK = 20


@dataclass(frozen=True)
class View:
    """One look at everything: `slides[name]` float32 [n, D], `tiles[file name]` float32 [D]."""

    slides: dict[str, np.ndarray]
    tiles: dict[str, np.ndarray]


def look(images: np.ndarray, view: int, key: int) -> np.ndarray:
    """View 0 is the images as they are; the others change scale by ±20 %, orientation and stain, one draw for all."""
    if view == 0:
        return images
    rng = np.random.default_rng([view, key])
    factor = rng.uniform(0.83, 1.2)
    return turn(stain(np.stack([rescale(image, factor, rng) for image in images]), rng), rng)


def cached_view(encoder: Path, slides: list[AtlasSlide], tiles: list[Tile], view: int, cache: Path) -> View:
    """A view from `cache`, where it is kept by the encoder's hash, or computed and put there."""
    key = hashlib.sha256(encoder.read_bytes()).hexdigest()[:16]
    path = cache / f"{key}-{view}.npz"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez(part, **_compute(encoder, slides, tiles, view))
        part.rename(path)
    with np.load(path) as stored:
        names = stored.files
        return View(
            {name[2:]: stored[name] for name in names if name.startswith("s/")},
            {name[2:]: stored[name] for name in names if name.startswith("t/")},
        )


def onnx_encoder(path: Path, threads: int = 1) -> Callable[[np.ndarray], np.ndarray]:
    """uint8 [n, S, S, 3] to float32 [n, D] under ONNX Runtime."""
    session = open_session(path, threads)

    def encode(images: np.ndarray) -> np.ndarray:
        spans = range(0, len(images), BATCH)
        return np.concatenate(
            [session.run(["features"], {"patches": images[i : i + BATCH]})[0] for i in spans]
        )

    return encode


def _compute(encoder: Path, slides: list[AtlasSlide], tiles: list[Tile], view: int) -> dict[str, np.ndarray]:
    encode = onnx_encoder(encoder)
    out = {f"s/{s.name}": encode(look(read_images(s.files), view, key)) for key, s in enumerate(slides)}
    for first in range(0, len(tiles), TILES_PER_LOOK):
        some = tiles[first : first + TILES_PER_LOOK]
        values = encode(look(read_images([tile.file for tile in some]), view, 1000 + first))
        out |= {f"t/{tile.file.name}": value for tile, value in zip(some, values, strict=True)}
    return out
