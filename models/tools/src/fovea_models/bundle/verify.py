"""A bundle checked as a whole: manifest, hashes, golden tensors under ONNX Runtime."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from ..onnx_tools.session import open_session
from ..tda_mil.split_runner import SplitHead
from .manifest import problems

GOLDEN_LIMITS = {
    "features": 1e-3,
    "logits": 1e-3,
    "task-relevance": 1e-3,
    "n·bottom-up-attention": 1e-2,
    "n·top-down-attention": 1e-2,
}


def golden_differences(folder: Path, chunk: int = 13) -> dict[str, float]:
    """Whole-tensor maximum differences from the golden tensors; the head walks small chunks."""
    manifest = json.loads((folder / "model.json").read_text())
    first, whole = (load_file(folder / manifest["golden"][name]) for name in ("encoder", "head"))
    session = open_session(folder / manifest["encoder"]["files"]["fp32"])
    features = session.run(["features"], {"patches": first["patch"]})[0]
    answer = SplitHead(folder, manifest["head"], chunk)(whole["features"])
    n = len(whole["features"])
    pairs = {
        "features": (features, first["features"], 1),
        "logits": (answer.logits, whole["logits"], 1),
        "task-relevance": (answer.relevance, whole["task-relevance"], 1),
        "n·bottom-up-attention": (answer.bottom_up, whole["bottom-up-attention"], n),
        "n·top-down-attention": (answer.top_down, whole["top-down-attention"], n),
    }
    return {name: float(np.abs(got - want).max() * scale) for name, (got, want, scale) in pairs.items()}


def listed_problems(folder: Path) -> list[str]:
    """Everything that is wrong with the bundle, as sentences."""
    wrong = problems(folder)
    if wrong:
        return wrong
    return [
        f"golden {name} differs by {value:.3g}, allowed {GOLDEN_LIMITS[name]:g}"
        for name, value in golden_differences(folder).items()
        if not value <= GOLDEN_LIMITS[name]
    ]
