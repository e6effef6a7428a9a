"""Phantoms cut into aligned patches of two resolutions, with what is true of them: material for DSCA's phantom bundle.

A low-resolution patch is 128 px at 4 µm/px (512 µm); its 16 high-resolution ones are 128 px at 1 µm/px. Only the blocks
of 512 µm that are kept get drawn: at 0.5 µm/px, halved level by level and passed through JPEG at the levels that the
patches come from, exactly as `phantom.tiff` writes a slide and as a reader reads it.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ..phantom import PhantomSpec, plan_layout
from ..phantom.bags import PATCH_PX, PATCH_SPACING_UM_PX, TEXTURES, grid_textures
from ..phantom.render import Painter
from ..phantom.tiff import JPEG_QUALITY, halve
from .survival import LARGEST_TUMOUR_FRACTION

SCALE = 4
LOW_SPACING_UM_PX = PATCH_SPACING_UM_PX * SCALE
BLOCK_PX = round(PATCH_PX * LOW_SPACING_UM_PX / 0.5)
MIN_TISSUE = 0.5


@dataclass(frozen=True)
class PhantomSlide:
    """`cell` int32 [n, 2]: column and row of each kept low patch, listed x-outer; `high` and `low`: its pixels as JPEG
    (512 px at 1 µm/px, 128 px at 4 µm/px); `texture` float32 [n, 16, 7]: what each high patch holds (columns `TEXTURES`)."""

    spec: PhantomSpec
    cell: np.ndarray
    high: list[bytes]
    low: list[bytes]
    texture: np.ndarray

    def low_patches(self) -> np.ndarray:
        """uint8 RGB [n, 128, 128, 3]."""
        return np.stack([_decoded(data) for data in self.low])

    def high_patches(self) -> np.ndarray:
        """uint8 RGB [n, 16, 128, 128, 3], row by row inside each low patch."""
        blocks = np.stack([_decoded(data) for data in self.high])
        tiles = blocks.reshape(-1, SCALE, PATCH_PX, SCALE, PATCH_PX, 3).transpose(0, 1, 3, 2, 4, 5)
        return np.ascontiguousarray(tiles.reshape(-1, SCALE**2, PATCH_PX, PATCH_PX, 3))


def survival_spec(seed: int) -> PhantomSpec:
    """The phantom of a seed: 2 to 3 mm wide, 2 to 2.5 mm high; tumour on 0–30 % of the tissue and infiltrate 0–1, both
    uniform and independent."""
    rng = np.random.default_rng([seed, 13])
    width, height = (int(rng.choice(sizes)) * BLOCK_PX for sizes in ((4, 5, 6), (4, 5)))
    tumour = float(rng.uniform(0, LARGEST_TUMOUR_FRACTION))
    return PhantomSpec(seed, width, height, 0.5, tumour, float(rng.uniform(0, 1)))


def cut_slide(spec: PhantomSpec) -> PhantomSlide:
    """Draw the 512 µm blocks of a phantom at 0.5 µm/px that lie on tissue to at least half; grid from its corner."""
    if spec.spacing_um_px != 0.5:
        raise ValueError("phantoms are cut at 0.5 µm/px")
    layout = plan_layout(spec)
    rows, columns = spec.height // BLOCK_PX, spec.width // BLOCK_PX
    tissue, texture = grid_textures(layout, rows * SCALE, columns * SCALE)
    share = tissue.reshape(rows, SCALE, columns, SCALE).mean((1, 3))
    column, row = np.nonzero(share.T >= MIN_TISSUE)
    inside = texture.reshape(rows, SCALE, columns, SCALE, -1).transpose(0, 2, 1, 3, 4)
    painter = Painter(layout)
    high, low = [], []
    for x, y in zip(column, row, strict=True):
        image = halve(painter.block(int(x) * BLOCK_PX, int(y) * BLOCK_PX, BLOCK_PX, BLOCK_PX))
        high.append(_encoded(image))
        low.append(_encoded(halve(halve(image))))
    return PhantomSlide(
        spec,
        np.stack([column, row], 1).astype(np.int32),
        high,
        low,
        inside[row, column].reshape(len(row), SCALE**2, len(TEXTURES)).astype(np.float32),
    )


def load_or_cut(seeds: Iterable[int], cache: Path) -> list[PhantomSlide]:
    """The phantoms of `survival_spec`; each is kept under `cache` (outside the repository) by its seed."""
    cache.mkdir(parents=True, exist_ok=True)
    slides = []
    for seed in seeds:
        path = cache / f"survival-{seed}.npz"
        if not path.exists():
            slide = cut_slide(survival_spec(seed))
            part = path.with_suffix(".part.npz")
            jpegs = {"high": _packed(slide.high), "low": _packed(slide.low)}
            np.savez(part, cell=slide.cell, texture=slide.texture, **jpegs)
            part.rename(path)
        with np.load(path) as stored:
            values = {name: stored[name] for name in stored.files}
        high, low = (_unpacked(values[name]) for name in ("high", "low"))
        slides.append(PhantomSlide(survival_spec(seed), values["cell"], high, low, values["texture"]))
    return slides


def _encoded(image: np.ndarray) -> bytes:
    with io.BytesIO() as stream:
        Image.fromarray(image).save(stream, "JPEG", quality=JPEG_QUALITY, subsampling=2)
        return stream.getvalue()


def _decoded(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


def _packed(parts: list[bytes]) -> np.ndarray:
    """Byte strings as one array: how many, their lengths (int64, little endian), then the bytes."""
    sizes = np.array([len(parts), *map(len, parts)], "<i8").tobytes()
    return np.frombuffer(sizes + b"".join(parts), np.uint8)


def _unpacked(packed: np.ndarray) -> list[bytes]:
    data = packed.tobytes()
    count = int(np.frombuffer(data[:8], "<i8")[0])
    ends = 8 * (count + 1) + np.cumsum(np.frombuffer(data[8 : 8 * (count + 1)], "<i8"))
    return [data[a:b] for a, b in zip([8 * (count + 1), *ends[:-1]], ends, strict=True)]
