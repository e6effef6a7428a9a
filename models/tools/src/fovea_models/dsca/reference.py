"""DSCA's whole pipeline in Python beside the files that the app wrote: see `fovea_models.reference`.

The low-resolution patches are those of the result file; their 16 divide each of them evenly.
"""

import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file

from ..onnx_tools.session import open_session
from ..openslide_reader import OpenSlideReader
from ..reference import boxes_of, compare_features, encode_boxes
from ..tda_mil.parity import rank_correlation
from .model import SCALE, risk
from .split_runner import SplitAnswer, SplitHead

LIMITS = {
    "output": 1e-3,
    "risk": 4e-3,
    "n·global-attention": 1e-2,
    "16·cross-attention": 1e-2,
    "16n·attention-product": 1e-2,
}
"""Largest differences allowed; a risk sums up to four outputs."""
LEAST = {
    "global-attention rank correlation": 0.999,
    "cross-attention rank correlation": 0.999,
    "attention-product rank correlation": 0.999,
    "least feature cosine": 0.999,
}
"""Least agreement allowed."""

Boxes = list[tuple[int, int, int, int]]


@dataclass(frozen=True)
class DscaRun:
    """`low` float32 [n, D], `high` float32 [n, 16, D], the head's answer, and seconds spent on each part."""

    low: np.ndarray
    high: np.ndarray
    answer: SplitAnswer
    seconds: dict[str, float]


def demands(head: dict[str, Any]) -> tuple[dict[str, float], dict[str, float]]:
    """Limits and least agreements that a head of this kind has to meet: without cross-attention pooling it has one map."""
    if head["pooling"] == "capool":
        return LIMITS, LEAST
    lacking = ("cross-attention", "attention-product")
    limits, least = (
        {k: v for k, v in d.items() if not any(m in k for m in lacking)} for d in (LIMITS, LEAST)
    )
    return limits, least


def fine_boxes(boxes: Boxes, step: float) -> Boxes:
    """The 16 boxes of each box, row by row inside it: cells of a grid of `step` / 4, corners rounded to whole level-0 px.

    `step` is the distance of neighbouring boxes, level-0 px, not rounded (`run.plan.stepPx` of a result file).
    """
    cell = step / SCALE
    size = _rounded(cell)
    found = []
    for x, y, _, _ in boxes:
        column, row = (_rounded(corner / step) * SCALE for corner in (x, y))
        found += [
            (_rounded((column + i) * cell), _rounded((row + j) * cell), size, size)
            for j in range(SCALE)
            for i in range(SCALE)
        ]
    return found


def _rounded(value: float) -> int:
    """To the nearest whole number, halves upwards."""
    return math.floor(value + 0.5)


def run_pipeline(
    slide: Path,
    bundle: Path,
    boxes: Boxes,
    step: float,
    spacing_um_px: float | None,
    threads: int = 1,
    batch: int = 16,
) -> DscaRun:
    """Read and encode every box (level-0 px, `step` apart) and its 16, and run the head.

    `spacing_um_px` overrides the slide's own.
    """
    manifest = json.loads((bundle / "model.json").read_text())
    started = time.perf_counter()
    encoder = open_session(bundle / manifest["encoder"]["files"]["fp32"], threads)
    head = SplitHead(bundle, manifest["head"], threads=threads)
    seconds = {"load": time.perf_counter() - started, "read": 0.0, "encode": 0.0}
    reader = OpenSlideReader(slide)
    pyramid = reader.pyramid(spacing_um_px)
    pyramid.refuse_coarser_than(manifest["spacing_um_px"] / SCALE)
    side = manifest["patch_size_pixels"]
    low, high = (
        encode_boxes(reader, pyramid, part, side, encoder, seconds, batch)
        for part in (boxes, fine_boxes(boxes, step))
    )
    reader.close()
    high = high.reshape(len(low), SCALE * SCALE, -1)
    start = time.perf_counter()
    answer = head(low, high, np.array([box[:2] for box in boxes]))
    seconds["head"] = time.perf_counter() - start
    seconds["total"] = time.perf_counter() - started
    return DscaRun(low, high, answer, seconds)


def maps_of(answer: SplitAnswer) -> dict[str, np.ndarray]:
    """The maps by name, float64: `global-attention [n]`; with cross-attention pooling `cross-attention [16n]` and
    `attention-product [16n]`."""
    attention = answer.global_attention.astype(np.float64)
    if answer.cross_attention is None:
        return {"global-attention": attention}
    scores = torch.from_numpy(answer.cross_attention).double()
    cross = scores.softmax(-1).mean(1).numpy()
    return {
        "global-attention": attention,
        "cross-attention": cross.ravel(),
        "attention-product": (attention[:, None] * cross).ravel(),
    }


def compare(result: dict[str, Any], features: Path | None, run: DscaRun) -> dict[str, Any]:
    """Differences between the app's files and the reference, whole-tensor; what could not be compared is null."""
    n = len(run.low)
    want = float(risk(torch.from_numpy(run.answer.output)))
    hazards = np.array(result["answer"]["hazards"] or [result["answer"]["risk"]])
    report: dict[str, Any] = {
        "patches": n,
        "output": float(np.abs(hazards - run.answer.output).max()),
        "risk": abs(result["answer"]["risk"] - want),
    }
    scales = {
        "global-attention": ("n·", n),
        "cross-attention": ("16·", 16),
        "attention-product": ("16n·", 16 * n),
    }
    for name, values in maps_of(run.answer).items():
        unit, scale = scales[name]
        report[f"{unit}{name}"] = report[f"{name} rank correlation"] = None
        if name not in result["maps"]:
            continue
        got = np.array(result["maps"][name]["values"], np.float64)
        if got.shape != values.shape:
            raise ValueError(f"{name}: the result has {got.size} values instead of {values.size}")
        report[f"{unit}{name}"] = float(np.abs(got - values).max() * scale)
        report[f"{name} rank correlation"] = rank_correlation(got, values)
    return report | compare_features(*_features(result, features, run))


def _features(
    result: dict[str, Any], path: Path | None, run: DscaRun
) -> tuple[np.ndarray | None, np.ndarray]:
    """The app's features and the reference's, those of both resolutions where the file holds them."""
    want = np.concatenate([run.low, run.high.reshape(-1, run.high.shape[2])])
    if path is None:
        return None, want
    tensors, boxes = load_file(path), boxes_of(result)
    fine = fine_boxes(boxes, result["run"]["plan"]["stepPx"])
    for name, part in (("coords", boxes), ("fine_coords", fine)):
        if name in tensors and not np.array_equal(tensors[name], np.array([box[:2] for box in part])):
            raise ValueError(f"the features file is of other patches than the result file ({name})")
    if "fine_features" not in tensors:
        return tensors["features"], run.low
    return np.concatenate([tensors["features"], tensors["fine_features"]]), want
