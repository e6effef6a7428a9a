"""DSCA's golden tensors: synthetic input and the answer PyTorch gives, which every back end must reproduce."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

from .model import Dsca
from .split_runner import SplitHead

LIMITS = {"output": 1e-3, "n·global-attention": 1e-2, "cross-attention": 1e-3}
"""Largest differences from the golden tensors that verification allows."""


@torch.no_grad()
def write_head_golden(model: Dsca, low: np.ndarray, high: np.ndarray, grid: np.ndarray, path: Path) -> None:
    """Write `golden/head.safetensors`: `low` float32 [n, D], `high` float32 [n, 16, D], `grid` int [n, 2] (column, row)."""
    answer = model(*(torch.from_numpy(np.ascontiguousarray(value)) for value in (low, high, grid)))
    tensors = {
        "low": low.astype(np.float32),
        "high": high.astype(np.float32),
        "grid": grid.astype(np.int32),
        "output": answer.output.numpy(),
        "global-attention": answer.global_attention.numpy(),
    }
    if answer.cross_attention is not None:
        tensors["cross-attention"] = answer.cross_attention.numpy()
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, path)


def head_golden_differences(
    folder: Path, head: dict[str, Any], golden: str, chunk: int = 13
) -> dict[str, float]:
    """Whole-tensor maximum differences of the split graphs from the golden tensors, named as in `LIMITS`."""
    want = load_file(folder / golden)
    got = SplitHead(folder, head, chunk)(want["low"], want["high"], want["grid"])
    n = len(want["low"])
    pairs = {
        "output": (got.output, want["output"], 1),
        "n·global-attention": (got.global_attention, want["global-attention"], n),
    }
    if head["pooling"] == "capool":
        pairs["cross-attention"] = (got.cross_attention, want["cross-attention"], 1)
    return {name: float(np.abs(a - b).max() * scale) for name, (a, b, scale) in pairs.items()}
