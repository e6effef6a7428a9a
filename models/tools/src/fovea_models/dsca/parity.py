"""PyTorch's whole model beside the split graphs under ONNX Runtime."""

from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..tda_mil.parity import rank_correlation
from .model import CROSS_HEADS, SCALE, Config, Dsca
from .split_runner import SplitHead

CASES = ((1, 7), (2, 1), (3, 5), (17, 5), (63, 64), (64, 64), (65, 64), (501, 128))
"""(n, chunk): shorter than the kernel, odd, and just below, at and above a chunk border."""


def graph_names(head: dict[str, Any]) -> set[str]:
    """The graphs that a DSCA head consists of."""
    streams = ("joint",) if head["join"] == "pre" else ("low", "high")
    layers = {f"{s}-layer{i}-{p}" for s in streams for i in range(head["layers"]) for p in ("kv", "query")}
    return {"low-embed", "high-embed", "gate", "answer"} | layers


def head_description(model: Dsca, graphs: dict[str, str]) -> dict[str, Any]:
    """The manifest's `head` object."""
    c: Config = model.config
    return {
        "architecture": "dsca",
        "features": c.features,
        "width": c.width,
        "output_width": c.output_width,
        "classes": c.classes,
        "scale": SCALE,
        "pooling": c.pooling,
        "fusion": c.fusion,
        "join": c.join,
        "layers": c.layers,
        "heads": c.heads,
        "cross_heads": CROSS_HEADS,
        "positions": c.positions,
        "output": c.output,
        "graphs": graphs,
    }


def drawn_grid(n: int, rng: np.random.Generator) -> np.ndarray:
    """`n` places (column, row) int32 [n, 2] of a grid with gaps, row by row."""
    side = int(np.ceil(np.sqrt(2 * n))) + 2
    chosen = np.sort(rng.choice(side * side, n, replace=False))
    return np.stack([chosen % side * 2, chosen // side * 3], 1).astype(np.int32)


def measure_parity(
    model: Dsca,
    folder: Path,
    head: dict[str, Any],
    seed: int = 0,
    cases: tuple[tuple[int, int], ...] = CASES,
) -> list[dict[str, Any]]:
    """Whole-tensor maximum differences per case on random features; the attention is compared as `n·attention`."""
    rng = np.random.default_rng(seed)
    rows = []
    for n, chunk in cases:
        low = rng.standard_normal((n, model.config.features)).astype(np.float32)
        high = rng.standard_normal((n, SCALE * SCALE, model.config.features)).astype(np.float32)
        grid = drawn_grid(n, rng)
        with torch.no_grad():
            want = model(*(torch.from_numpy(value) for value in (low, high, grid)))
        got = SplitHead(folder, head, chunk)(low, high, grid)
        attention = want.global_attention.numpy()
        row: dict[str, Any] = {"n": n, "chunk": chunk}
        row["output"] = float(np.abs(want.output.numpy() - got.output).max())
        row["global_attention_n"] = float(np.abs(attention - got.global_attention).max() * n)
        row["global_attention_n_rank"] = rank_correlation(attention, got.global_attention)
        if want.cross_attention is not None:
            assert got.cross_attention is not None
            row["cross_attention"] = float(np.abs(want.cross_attention.numpy() - got.cross_attention).max())
        rows.append(row)
    return rows
