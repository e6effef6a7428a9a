"""Pairs of phantom fields that differ by one small tumour nest: the material of the phantom bundle.

Of every pair one field holds a nest; in the other an aggregate of lymphocytes lies in the nest's place and outline, all
else being the same but for the shapes of single nuclei. So neither a dark spot nor the colour of the whole field tells
the classes apart: only what kind of cells the small thing is made of. Pairs to train on may be plain instead: the same
phantom planned without a nest.
"""

import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.ImageDraw import Draw

from ..phantom.layout import Layout, plan_layout, rasterise
from ..phantom.nuclei import LYMPHOCYTE, TUMOUR
from ..phantom.render import render_block
from ..phantom.spec import PhantomSpec
from ..phantom.tiff import JPEG_QUALITY, halve

FIELD_PX = (416, 320)
"""Width and height of a field."""

SPACING_UM_PX = 2.0
SLIDE_PX = (2560, 2048)
SLIDE_SPACING_UM_PX = 0.5
SCALE = 4
TISSUE_SHARE = 0.6
"""Share of a phantom of one piece that is tissue, about; only used to ask the generator for a nest of a wanted size."""


@dataclass(frozen=True)
class FieldPair:
    """`images` uint8 [2, 320, 416, 3]: without and with the nest; `nest` bool [320, 416], pixels inside it."""

    images: np.ndarray
    nest: np.ndarray
    seed: int


def field_spec(seed: int) -> PhantomSpec:
    """The phantom of a seed, with a nest of 60 to about 100 µm radius; the amount of immune cells is independent."""
    rng = np.random.default_rng([seed, 23])
    radius_px = rng.uniform(45, 85) / SLIDE_SPACING_UM_PX
    tissue_px = SLIDE_PX[0] * SLIDE_PX[1] * TISSUE_SHARE
    fraction = float(np.pi * radius_px**2 / tissue_px)
    return PhantomSpec(seed, *SLIDE_PX, SLIDE_SPACING_UM_PX, fraction, float(rng.uniform(0, 1)), pieces=1)


def draw_pair(seed: int, plain: bool = False) -> FieldPair:
    """Plan, place the box so that the first nest lies wholly inside (anywhere in it), render twice."""
    spec = field_spec(seed)
    with_nest = plan_layout(spec)
    without = plan_layout(replace(spec, tumour_fraction=0.0)) if plain else as_aggregates(with_nest)
    box = _box(with_nest, np.random.default_rng([seed, 29]))
    width, height = FIELD_PX
    polygons = [nest - box for nest in with_nest.nests]
    return FieldPair(
        images=np.stack([_look(layout, box) for layout in (without, with_nest)]),
        nest=rasterise(polygons, (height, width), SCALE) >= 0.5,
        seed=seed,
    )


def as_aggregates(layout: Layout) -> Layout:
    """The same phantom with lymphocytes in the outline of every nest, as densely as the generator's own aggregates."""
    rng = np.random.default_rng([layout.spec.seed, 31])
    um = 1 / layout.spec.spacing_um_px
    parts = [layout.nuclei[~_inside(layout.nuclei[:, :2], layout.nests) & (layout.nuclei[:, 2] != TUMOUR)]]
    for nest in layout.nests:
        step = rng.uniform(6.4, 7.4) * um
        low, high = nest.min(0), nest.max(0)
        x, y = np.meshgrid(np.arange(low[0], high[0], step), np.arange(low[1], high[1], step * 0.87))
        x[1::2] += step / 2
        points = np.column_stack([x.ravel(), y.ravel()]) + rng.normal(0, 0.17 * step, (x.size, 2))
        points = points[_inside(points, [nest]) & (rng.uniform(size=len(points)) < 0.93)]
        count = len(points)
        depth = np.clip(rng.normal(1, 0.1, count), 0.5, 1.6)
        columns = [points, np.full(count, LYMPHOCYTE), rng.uniform(0, np.pi, count), depth]
        parts.append(np.column_stack(columns).astype(np.float32))
    aggregates = [*layout.aggregates, *layout.nests]
    return replace(layout, nests=[], aggregates=aggregates, nuclei=np.concatenate(parts))


def _inside(points: np.ndarray, polygons: list[np.ndarray]) -> np.ndarray:
    """Whether each point (x, y) in level-0 px lies in one of the polygons, to a pixel, bool [points]."""
    mask = Image.new("1", SLIDE_PX)
    for polygon in polygons:
        Draw(mask).polygon([tuple(p) for p in polygon - 0.5], fill=1)
    at = np.floor(points).astype(int)
    within = (at >= 0).all(1) & (at < SLIDE_PX).all(1)
    at = np.where(within[:, None], at, 0)
    return np.asarray(mask)[at[:, 1], at[:, 0]] & within


def _box(layout: Layout, rng: np.random.Generator) -> np.ndarray:
    """Top left corner (x, y) in level-0 px, a multiple of `SCALE`."""
    low, high = layout.nests[0].min(0), layout.nests[0].max(0)
    size = np.array(FIELD_PX) * SCALE
    first = np.maximum(high + 8 - size, 0)
    last = np.minimum(low - 8, np.array(SLIDE_PX) - size)
    corner = rng.uniform(np.minimum(first, last), np.maximum(first, last))
    return np.clip(np.round(corner / SCALE) * SCALE, 0, np.array(SLIDE_PX) - size).astype(int)


def _look(layout: Layout, box: np.ndarray) -> np.ndarray:
    """The box at 2 µm/px as level 2 of a phantom slide holds it: halved twice, then through JPEG."""
    width, height = (side * SCALE for side in FIELD_PX)
    image = halve(halve(render_block(layout, int(box[0]), int(box[1]), width, height)))
    with io.BytesIO() as stream:
        Image.fromarray(image).save(stream, "JPEG", quality=JPEG_QUALITY, subsampling=2)
        return np.array(Image.open(stream))


def load_or_draw(seeds: range, cache: Path, plain: bool = False) -> list[FieldPair]:
    """The pairs of the given seeds; each is kept under `cache` (outside the repository)."""
    cache.mkdir(parents=True, exist_ok=True)
    pairs = []
    for seed in seeds:
        path = cache / f"{'plain' if plain else 'pair'}-{seed}.npz"
        if not path.exists():
            part = path.with_suffix(".part.npz")
            np.savez_compressed(part, **draw_pair(seed, plain).__dict__)
            part.rename(path)
        with np.load(path) as stored:
            pairs.append(FieldPair(stored["images"], stored["nest"], int(stored["seed"])))
    return pairs
