"""PyTorch's whole model beside the split graphs under ONNX Runtime."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.stats import spearmanr

from .model import TdaMil
from .split_runner import SplitHead

CASES = ((1, 7), (2, 1), (17, 5), (63, 64), (64, 64), (65, 64), (501, 128), (2000, 512))
"""(n, chunk): odd, tiny, and just below, at and above a chunk border (tokens are n + 1)."""


def head_description(model: TdaMil, graphs: dict[str, str]) -> dict[str, Any]:
    """The manifest's `head` object."""
    c = model.config
    return {
        "architecture": "tda-mil",
        "features": c.features,
        "width": c.width,
        "heads": c.heads,
        "blocks": c.blocks,
        "shared_blocks": c.shared_blocks,
        "second_pass": c.second_pass,
        "graphs": graphs,
    }


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float | None:
    """Spearman's correlation; None where a map is constant or has fewer than 3 values."""
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return None
    return float(spearmanr(a, b).statistic)


def measure_parity(
    model: TdaMil,
    folder: Path,
    head: dict[str, Any],
    seed: int = 0,
    cases: tuple[tuple[int, int], ...] = CASES,
) -> list[dict[str, Any]]:
    """Whole-tensor maximum differences per case; attentions are compared as `n·attention` (mean about 1)."""
    rng = np.random.default_rng(seed)
    rows = []
    for n, chunk in cases:
        features = rng.standard_normal((n, model.config.features)).astype(np.float32)
        with torch.no_grad():
            want = model(torch.from_numpy(features))
        got = SplitHead(folder, head, chunk)(features)
        pairs = {
            "relevance": (want.relevance, got.relevance, 1),
            "bottom_up_n": (want.bottom_up, got.bottom_up, n),
            "top_down_n": (want.top_down, got.top_down, n),
        }
        row: dict[str, Any] = {"n": n, "chunk": chunk}
        row["logits"] = float(np.abs(want.logits.numpy() - got.logits).max())
        for name, (a, b, scale) in pairs.items():
            row[name] = float(np.abs(a.numpy() - b).max() * scale)
            row[f"{name}_rank"] = rank_correlation(a.numpy(), b)
        rows.append(row)
    return rows
