"""Phantoms cut into patches, with what is true of each patch: the training and test material of the phantom bundle."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from .layout import Layout, plan_layout, rasterise
from .render import render_slide
from .spec import PhantomSpec
from .tiff import JPEG_QUALITY, halve

PATCH_PX = 128
PATCH_SPACING_UM_PX = 1.0
TEXTURES = ("spindle", "lymphocyte", "glandular", "tumour", "nest", "gland", "fat")
"""Columns of `PhantomBag.texture`: nuclei of each kind per 1000 µm², then area shares."""


@dataclass(frozen=True)
class PhantomBag:
    """`patches` uint8 RGB [n, 128, 128, 3]; `texture` float32 [n, 7]; `nest` float32 [n], share of the patch in nests;
    `cell` int32 [n, 2], column and row on the grid; `label` 1 where the slide holds nests."""

    patches: np.ndarray
    texture: np.ndarray
    nest: np.ndarray
    cell: np.ndarray
    label: int
    seed: int


def training_spec(seed: int, width: int = 2048, height: int = 1536) -> PhantomSpec:
    """The phantom of a seed: half of them have no nests, the others 2–30 % of their tissue; immune cells independent."""
    rng = np.random.default_rng([seed, 11])
    fraction = float(rng.uniform(0.02, 0.30)) if seed % 2 else 0.0
    return PhantomSpec(seed, width, height, 0.5, fraction, float(rng.uniform(0, 1)))


def cut_bag(spec: PhantomSpec, min_tissue: float = 0.5) -> PhantomBag:
    """Render a phantom at 0.5 µm/px, pass it through JPEG as a scanner would, and cut patches of 128 µm at 1 µm/px."""
    if spec.spacing_um_px * 2 != PATCH_SPACING_UM_PX:
        raise ValueError("bags are cut from phantoms at 0.5 µm/px")
    layout = plan_layout(spec)
    with io.BytesIO() as stream:
        Image.fromarray(render_slide(layout)).save(stream, "JPEG", quality=JPEG_QUALITY, subsampling=2)
        image = halve(np.asarray(Image.open(stream)))
    rows, columns = image.shape[0] // PATCH_PX, image.shape[1] // PATCH_PX
    tissue, texture = grid_textures(layout, rows, columns)
    row, column = np.nonzero(tissue >= min_tissue)
    patches = image[: rows * PATCH_PX, : columns * PATCH_PX].reshape(rows, PATCH_PX, columns, PATCH_PX, 3)
    return PhantomBag(
        patches=np.ascontiguousarray(patches.transpose(0, 2, 1, 3, 4)[row, column]),
        texture=texture[row, column].astype(np.float32),
        nest=texture[row, column, TEXTURES.index("nest")].astype(np.float32),
        cell=np.stack([column, row], 1).astype(np.int32),
        label=int(bool(layout.nests)),
        seed=spec.seed,
    )


def grid_textures(layout: Layout, rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Tissue share [rows, columns] and texture amounts [rows, columns, 7] of every grid cell."""
    cell_px = PATCH_PX * PATCH_SPACING_UM_PX / layout.spec.spacing_um_px
    texture = np.zeros((rows, columns, len(TEXTURES)))
    at = (layout.nuclei[:, :2] / cell_px).astype(int)
    kind = layout.nuclei[:, 2].astype(int)
    kept = (at >= 0).all(1) & (at[:, 0] < columns) & (at[:, 1] < rows)
    np.add.at(texture, (at[kept, 1], at[kept, 0], kind[kept]), 1000 / (PATCH_PX * PATCH_SPACING_UM_PX) ** 2)
    areas = (layout.nests, [g.outer for g in layout.glands], layout.fat)
    for i, polygons in enumerate(areas, start=4):
        texture[:, :, i] = rasterise(polygons, (rows, columns), cell_px, oversample=32)
    zoom = rows * 16, columns * 16
    y = (np.arange(zoom[0]) + 0.5) / 16 * cell_px
    x = (np.arange(zoom[1]) + 0.5) / 16 * cell_px
    map_px = 8.0 / layout.spec.spacing_um_px
    field = ndimage.map_coordinates(
        (layout.tissue > 0).astype(np.float32),
        np.meshgrid(y / map_px - 0.5, x / map_px - 0.5, indexing="ij"),
        order=0,
    )
    return field.reshape(rows, 16, columns, 16).mean((1, 3)), texture


def load_or_cut(specs: list[PhantomSpec], cache: Path) -> list[PhantomBag]:
    """Bags of the given phantoms; each is kept under `cache` (outside the repository) by seed and size."""
    cache.mkdir(parents=True, exist_ok=True)
    bags = []
    for spec in specs:
        path = cache / f"{spec.seed}-{spec.width}x{spec.height}.npz"
        if not path.exists():
            bag = cut_bag(spec)
            part = path.with_suffix(".part.npz")
            np.savez(part, **bag.__dict__)
            part.rename(path)
        with np.load(path) as stored:
            values = {name: stored[name] for name in stored.files}
        values |= {"label": int(values["label"]), "seed": int(values["seed"])}
        bags.append(PhantomBag(**values))
    return bags
