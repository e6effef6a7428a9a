"""A bundle checked as a whole: manifest, hashes, graphs, golden tensors under ONNX Runtime."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from ..onnx_tools.session import open_half_session, open_session
from .kinds import KINDS
from .manifest import problems

FEATURE_LIMIT = 1e-3
"""Of the largest feature, or of 1 where that is smaller."""
HALF_LEAST_COSINE = 0.999


def golden_differences(folder: Path) -> dict[str, float]:
    """Whole-tensor maximum differences from the golden tensors; `features` in units of the largest feature."""
    manifest = json.loads((folder / "model.json").read_text())
    kind = KINDS[manifest["architecture"]]
    differences = {}
    if "encoder" in manifest:
        first = load_file(folder / manifest["golden"]["encoder"])
        want, files = first["features"], manifest["encoder"]["files"]
        got = open_session(folder / files["fp32"]).run(["features"], {"patches": first["patch"]})[0]
        differences["features"] = float(np.abs(got - want).max() / max(1.0, np.abs(want).max()))
        if "fp16" in files:
            half = open_half_session(folder / files["fp16"]).run(["features"], {"patches": first["patch"]})[0]
            differences["1 − cosine of fp16 features"] = 1 - least_cosine(half, want)
    return differences | kind.differences(folder, manifest)


def least_cosine(got: np.ndarray, want: np.ndarray) -> float:
    """The least cosine between rows of two `[B, D]` arrays."""
    norms = np.linalg.norm(want, axis=1) * np.linalg.norm(got, axis=1)
    return float(((want * got).sum(1) / norms).min())


def golden_limits(architecture: str) -> dict[str, float]:
    """What `golden_differences` may give at most."""
    limits = {"features": FEATURE_LIMIT, "1 − cosine of fp16 features": 1 - HALF_LEAST_COSINE}
    return limits | KINDS[architecture].golden_limits


def listed_problems(folder: Path) -> list[str]:
    """Everything that is wrong with the bundle, as sentences."""
    wrong = problems(folder)
    if wrong:
        return wrong
    limits = golden_limits(json.loads((folder / "model.json").read_text())["architecture"])
    return [
        f"golden {name} differs by {value:.3g}, allowed {limits[name]:g}"
        for name, value in golden_differences(folder).items()
        if not value <= limits[name]
    ]
