"""The trained model on the phantom slide that ships with the app, field by field: seed 900002, never trained on,
but looked at while the fields were designed."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tifffile

from ..figures import figure
from ..phantom.truth import read_mask
from .evaluate import correct, judge
from .model import AttentionSampling
from .phantom_fields import FIELD_PX, SPACING_UM_PX

SLIDE = Path(__file__).resolve().parents[5] / "public" / "phantom" / "phantom-01.tif"
LEVEL = 2
CLEAR_SHARE = 0.05
"""Fields with less nest than this, but some, hold no more than a tip of one: a second figure leaves them out."""

TISSUE_SHARE = 0.25
GLASS = 225
"""A pixel whose darkest channel is above this counts as glass."""


@dataclass(frozen=True)
class SlideFields:
    """`images` uint8 [n, 320, 416, 3], `nests` bool [n, 320, 416], `names` as "row 1, column 3" (from 1)."""

    images: np.ndarray
    nests: np.ndarray
    names: list[str]


def slide_fields(slide: Path = SLIDE) -> SlideFields:
    """Every whole field of the slide with enough tissue, row by row from its top left corner."""
    image = tifffile.imread(slide, level=LEVEL)
    stored = json.loads(slide.with_suffix("").with_suffix(".truth.json").read_text())["tumour_mask"]
    cell = round(stored["spacing_um_px"] / SPACING_UM_PX)
    mask = np.kron(read_mask(stored), np.ones((cell, cell), bool))
    images, nests, names = [], [], []
    width, height = FIELD_PX
    for y in range(0, image.shape[0] - height + 1, height):
        for x in range(0, image.shape[1] - width + 1, width):
            field = image[y : y + height, x : x + width]
            if (field.min(2) < GLASS).mean() >= TISSUE_SHARE:
                images.append(field)
                nests.append(mask[y : y + height, x : x + width])
                names.append(f"row {y // height + 1}, column {x // width + 1}")
    return SlideFields(np.stack(images), np.stack(nests), names)


def slide_figures(model: AttentionSampling, draws: int, seed: int) -> list[dict[str, Any]]:
    """Accuracy and sensitivity on all fields, and how much of the sampling probability lies on the nests; then the same
    without the fields that hold only a tip of a nest."""
    fields = slide_fields()
    judged = judge(model, fields.images, model.config.samples, draws, seed)
    right = correct(judged, fields.nests.any((1, 2)).astype(int))
    step = model.config.step_px
    on = [
        nest[::step, ::step][: a.shape[0], : a.shape[1]]
        for nest, a in zip(fields.nests, judged.attention, strict=True)
    ]
    mass = np.array([float(a[at].sum()) for a, at in zip(judged.attention, on, strict=True)])
    area = np.array([at.mean() for at in on])
    covered = fields.nests.mean((1, 2))
    tips = np.flatnonzero((covered > 0) & (covered < CLEAR_SHARE))
    left_out = "; ".join(f"{fields.names[i]}: {100 * covered[i]:.2g}% nest" for i in tips)
    every = np.arange(len(covered))
    found = []
    for rows, what, note in (
        (every, "all fields", ""),
        (
            np.setdiff1d(every, tips),
            "without tips",
            f", left out as less than {CLEAR_SHARE:.0%} nest: {left_out}",
        ),
    ):
        held = rows[covered[rows] > 0]
        where = f"{len(rows)} fields of {SLIDE.name}, {len(held)} with a nest{note}"
        named = f"shipped slide, {what}"
        found += [
            figure(f"accuracy, {named}", float(right[rows].mean()), len(rows), where),
            figure(f"sensitivity, {named}", float(right[held].mean()), len(held), where),
            figure(
                f"sampling probability on the nests, {named} (baseline: their share of the field)",
                float(mass[held].mean()),
                len(held),
                where,
                float(area[held].mean()),
            ),
        ]
    return found
