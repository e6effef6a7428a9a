"""The whole pipeline in Python (OpenSlide, numpy, ONNX Runtime), beside a result file that the app wrote.

It takes the patch rectangles from the result file, so that it checks reading, resampling, encoder and head, not the
choice of patches.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .onnx_tools.session import open_session
from .openslide_reader import OpenSlideReader
from .resample import read_box
from .tda_mil.parity import rank_correlation
from .tda_mil.split_runner import SplitAnswer, SplitHead

MAP_FIELDS = {
    "task-relevance": "relevance",
    "bottom-up-attention": "bottom_up",
    "top-down-attention": "top_down",
}


@dataclass(frozen=True)
class ReferenceRun:
    """`features` float32 [n, D], the head's answer, and seconds spent on each part."""

    features: np.ndarray
    answer: SplitAnswer
    seconds: dict[str, float]


def run_pipeline(
    slide: Path,
    bundle: Path,
    boxes: list[tuple[int, int, int, int]],
    spacing_um_px: float | None,
    threads: int = 1,
    batch: int = 16,
) -> ReferenceRun:
    """Read every box (level-0 px), encode it and run the head; `spacing_um_px` overrides the slide's own."""
    manifest = json.loads((bundle / "model.json").read_text())
    clock = time.perf_counter
    started = clock()
    encoder = open_session(bundle / manifest["encoder"]["files"]["fp32"], threads)
    head = SplitHead(bundle, manifest["head"], threads=threads)
    seconds = {"load": clock() - started, "read": 0.0, "encode": 0.0}
    reader = OpenSlideReader(slide)
    pyramid = reader.pyramid(spacing_um_px)
    side, wanted = manifest["patch_size_pixels"], manifest["spacing_um_px"]
    parts = []
    for first in range(0, len(boxes), batch):
        start = clock()
        patches = np.stack(
            [read_box(reader, pyramid, box, side, wanted) for box in boxes[first : first + batch]]
        )
        middle = clock()
        parts.append(encoder.run(["features"], {"patches": patches})[0])
        seconds["read"] += middle - start
        seconds["encode"] += clock() - middle
    reader.close()
    features = np.concatenate(parts)
    start = clock()
    answer = head(features)
    seconds["head"] = clock() - start
    seconds["total"] = clock() - started
    return ReferenceRun(features, answer, seconds)


def compare(result: dict[str, Any], run: ReferenceRun) -> dict[str, Any]:
    """Differences between an app's result file and the reference, whole-tensor maxima.

    Features are compared where the result holds some: `features: {indices: [k], values: [k, D]}`.
    """
    n = len(run.features)
    report: dict[str, Any] = {"patches": n}
    report["logits"] = float(np.abs(np.array(result["answer"]["logits"]) - run.answer.logits).max())
    for name, field in MAP_FIELDS.items():
        got = np.array(result["maps"][name]["values"], np.float64)
        want = getattr(run.answer, field).astype(np.float64)
        if got.shape != want.shape:
            raise ValueError(f"{name}: the result has {got.size} values for {n} patches")
        scale = 1 if field == "relevance" else n
        report[name if scale == 1 else f"n·{name}"] = float(np.abs(got - want).max() * scale)
        report[f"{name} rank correlation"] = rank_correlation(got, want)
    if sample := result.get("features"):
        got, want = np.array(sample["values"], np.float64), run.features[sample["indices"]].astype(np.float64)
        norms = np.linalg.norm(got, axis=1) * np.linalg.norm(want, axis=1)
        report["least feature cosine"] = float(((got * want).sum(1) / norms).min())
        report["features compared"] = len(want)
    return report


LIMITS = {
    "logits": 1e-3,
    "task-relevance": 1e-3,
    "n·bottom-up-attention": 1e-2,
    "n·top-down-attention": 1e-2,
}
"""Largest differences allowed (issue 2, part 5)."""
LEAST = {
    "task-relevance rank correlation": 0.999,
    "bottom-up-attention rank correlation": 0.999,
    "top-down-attention rank correlation": 0.999,
    "least feature cosine": 0.999,
}
"""Least agreement allowed."""


def breaches(report: dict[str, Any]) -> list[str]:
    """Which demands a report fails, as sentences."""
    over = [
        f"{k} differs by {report[k]:.3g}, allowed {limit:g}"
        for k, limit in LIMITS.items()
        if report[k] > limit
    ]
    under = [
        f"{k} is {report[k]:.6f}, wanted {least}"
        for k, least in LEAST.items()
        if report.get(k) is not None and report[k] < least
    ]
    return over + under
