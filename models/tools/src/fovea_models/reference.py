"""The whole pipeline in Python (OpenSlide, numpy, ONNX Runtime), beside the files that the app wrote.

It takes the patch rectangles from the result file, so that it checks reading, resampling, encoder and head, not the
choice of patches. Everything else is its own: pixels, features and, from those features, the answer and the maps.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from onnxruntime import InferenceSession
from safetensors import safe_open

from .onnx_tools.session import open_session
from .openslide_reader import OpenSlideReader
from .resample import Pyramid, read_box
from .tda_mil.parity import rank_correlation
from .tda_mil.split_runner import SplitAnswer, SplitHead

MAP_FIELDS = {
    "task-relevance": "relevance",
    "bottom-up-attention": "bottom_up",
    "top-down-attention": "top_down",
}
LEAST_PATCHES = 50
"""Features of at least so many patches are to be compared (all of them, where there are fewer)."""


@dataclass(frozen=True)
class ReferenceRun:
    """`features` float32 [n, D], the head's answer, and seconds spent on each part."""

    features: np.ndarray
    answer: SplitAnswer
    seconds: dict[str, float]


@dataclass(frozen=True)
class AppFeatures:
    """A features file of the app: `features` float32 [n, D], `coords` int32 [n, 2] level-0 px, metadata."""

    features: np.ndarray
    coords: np.ndarray
    metadata: dict[str, str]


def load_features(path: Path) -> AppFeatures:
    """Reads what "Features" in the app's export writes."""
    with safe_open(path, "numpy") as file:
        return AppFeatures(file.get_tensor("features"), file.get_tensor("coords"), file.metadata() or {})


def boxes_of(result: dict[str, Any]) -> list[tuple[int, int, int, int]]:
    """The patches of a result file, level-0 px."""
    return [(p["x"], p["y"], p["width"], p["height"]) for p in result["patches"]]


def graph_hashes(files: list[dict[str, Any]]) -> dict[str, str]:
    """SHA-256 of every ONNX graph in a list of files, by path."""
    return {file["path"]: file["sha256"] for file in files if file["path"].endswith(".onnx")}


def check_bundle(result: dict[str, Any], manifest: dict[str, Any]) -> None:
    """Raises ValueError where the result was made with other graphs than this bundle's; its card may differ."""
    made_with, here = (graph_hashes(files) for files in (result["run"]["bundle"]["files"], manifest["files"]))
    differing = sorted(
        path for path in made_with.keys() | here.keys() if made_with.get(path) != here.get(path)
    )
    if differing:
        raise ValueError(f"the result was made with another version of the bundle: {', '.join(differing)}")


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
    if manifest["architecture"] != "tda-mil":
        raise ValueError(
            f"the reference pipeline runs tda-mil bundles, {bundle.name} is {manifest['architecture']}"
        )
    clock = time.perf_counter
    started = clock()
    encoder = open_session(bundle / manifest["encoder"]["files"]["fp32"], threads)
    head = SplitHead(bundle, manifest["head"], threads=threads)
    seconds = {"load": clock() - started, "read": 0.0, "encode": 0.0}
    reader = OpenSlideReader(slide)
    pyramid = reader.pyramid(spacing_um_px)
    pyramid.refuse_coarser_than(manifest["spacing_um_px"])
    side = manifest["patch_size_pixels"]
    features = encode_boxes(reader, pyramid, boxes, side, encoder, seconds, batch)
    reader.close()
    start = clock()
    answer = head(features)
    seconds["head"] = clock() - start
    seconds["total"] = clock() - started
    return ReferenceRun(features, answer, seconds)


def encode_boxes(
    reader: OpenSlideReader,
    pyramid: Pyramid,
    boxes: list[tuple[int, int, int, int]],
    side_px: int,
    encoder: InferenceSession,
    seconds: dict[str, float],
    batch: int,
) -> np.ndarray:
    """Features float32 [n, D] of boxes (level-0 px), each read as `side_px` px; adds to `seconds["read"]` and `["encode"]`."""
    clock, parts = time.perf_counter, []
    for first in range(0, len(boxes), batch):
        start = clock()
        patches = np.stack([read_box(reader, pyramid, box, side_px) for box in boxes[first : first + batch]])
        middle = clock()
        parts.append(encoder.run(["features"], {"patches": patches})[0])
        seconds["read"] += middle - start
        seconds["encode"] += clock() - middle
    return np.concatenate(parts)


def compare(result: dict[str, Any], app: AppFeatures | None, run: ReferenceRun) -> dict[str, Any]:
    """Differences between the app's files and the reference, whole-tensor; what could not be compared is null."""
    n = len(run.features)
    report: dict[str, Any] = {"patches": n}
    report["logits"] = float(np.abs(np.array(result["answer"]["logits"]) - run.answer.logits).max())
    for name, field in MAP_FIELDS.items():
        scale = 1 if field == "relevance" else n
        label = name if scale == 1 else f"n·{name}"
        report[label] = report[f"{name} rank correlation"] = None
        if name not in result["maps"]:
            continue
        got = np.array(result["maps"][name]["values"], np.float64)
        want = getattr(run.answer, field).astype(np.float64)
        if got.shape != want.shape:
            raise ValueError(f"{name}: the result has {got.size} values for {n} patches")
        report[label] = float(np.abs(got - want).max() * scale)
        report[f"{name} rank correlation"] = rank_correlation(got, want)
    if app is not None and not np.array_equal(app.coords, np.array([box[:2] for box in boxes_of(result)])):
        raise ValueError("the features file is of other patches than the result file")
    return report | compare_features(None if app is None else app.features, run.features)


def compare_features(got: np.ndarray | None, want: np.ndarray) -> dict[str, Any]:
    """The app's features float32 [n, D] (None where there are none) beside the reference's."""
    if got is None:
        return {"features compared": 0, "least feature cosine": None, "largest feature difference": None}
    if got.shape != want.shape:
        raise ValueError("the features file is of other patches than the result file")
    got, want = got.astype(np.float64), want.astype(np.float64)
    norms = np.linalg.norm(got, axis=1) * np.linalg.norm(want, axis=1)
    return {
        "features compared": len(want),
        "least feature cosine": float(((got * want).sum(1) / norms).min()),
        "largest feature difference": float(np.abs(got - want).max()),
    }


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


def breaches(
    report: dict[str, Any], limits: dict[str, float] = LIMITS, least: dict[str, float] = LEAST
) -> list[str]:
    """Which demands a report fails, as sentences. A comparison that was not made, or gave no number, is one."""
    sentences = []
    wanted = min(LEAST_PATCHES, report["patches"])
    if report.get("features compared", 0) < wanted:
        sentences.append(
            f"features of {report.get('features compared', 0)} patches compared, wanted {wanted}"
        )
    for name in limits | least:
        value = report.get(name)
        if value is None or not np.isfinite(value):
            sentences.append(f"{name} could not be compared")
        elif name in limits and value > limits[name]:
            sentences.append(f"{name} differs by {value:.3g}, allowed {limits[name]:g}")
        elif name in least and value < least[name]:
            sentences.append(f"{name} is {value:.6f}, wanted {least[name]}")
    return sentences
