"""The trained model on the phantom slide that ships with the app, field by field: seed 900002, never trained on."""

import json
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
"""Fields with less nest than this, but some, are left out: they hold no more than a tip of one."""

TISSUE_SHARE = 0.25
GLASS = 225
"""A pixel whose darkest channel is above this counts as glass."""


def slide_fields(slide: Path = SLIDE) -> tuple[np.ndarray, np.ndarray]:
    """Whole fields of the slide row by row, from its top left corner: images uint8 [n, 320, 416, 3] and nest bool
    [n, 320, 416]; those with too little tissue or only a tip of a nest are left out."""
    image = tifffile.imread(slide, level=LEVEL)
    stored = json.loads(slide.with_suffix("").with_suffix(".truth.json").read_text())["tumour_mask"]
    cell = round(stored["spacing_um_px"] / SPACING_UM_PX)
    mask = np.kron(read_mask(stored), np.ones((cell, cell), bool))
    images, nests = [], []
    width, height = FIELD_PX
    for y in range(0, image.shape[0] - height + 1, height):
        for x in range(0, image.shape[1] - width + 1, width):
            field, nest = image[y : y + height, x : x + width], mask[y : y + height, x : x + width]
            if (field.min(2) < GLASS).mean() >= TISSUE_SHARE and not 0 < nest.mean() < CLEAR_SHARE:
                images.append(field)
                nests.append(nest)
    return np.stack(images), np.stack(nests)


def slide_figures(model: AttentionSampling, draws: int, seed: int) -> list[dict[str, Any]]:
    """Accuracy, and how much of the sampling probability lies on the nests."""
    images, nests = slide_fields()
    labels = nests.any((1, 2)).astype(int)
    step = model.config.step_px
    judged = judge(model, images, model.config.samples, draws, seed)
    held = np.flatnonzero(labels)
    on = [nests[i, ::step, ::step][: a.shape[0], : a.shape[1]] for i, a in enumerate(judged.attention)]
    share = np.mean([judged.attention[i][on[i]].sum() for i in held])
    area = np.mean([on[i].mean() for i in held])
    where = f"{len(labels)} fields of {SLIDE.name}, {len(held)} of them at least {CLEAR_SHARE:.0%} nest"
    name = "sampling probability on the nests, shipped slide (baseline: their share of the field)"
    return [
        figure("accuracy, shipped slide", float(correct(judged, labels).mean()), len(labels), where),
        figure(name, float(share), len(held), where, float(area)),
    ]
