"""Runs the split graphs with ONNX Runtime, walking chunks as the browser does."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from ..onnx_tools.session import open_session
from .positions import position_codes


class SplitAnswer(NamedTuple):
    """`output` float32 [c]; `global_attention` float32 [n]; `cross_attention` float32 [n, 4, 16] (scores) or None."""

    output: np.ndarray
    global_attention: np.ndarray
    cross_attention: np.ndarray | None


class SplitHead:
    """A bundle's DSCA head. `chunk` low patches are embedded, projected and queried at a time."""

    def __init__(self, folder: Path, head: dict[str, Any], chunk: int = 1024, threads: int = 1) -> None:
        if chunk < 1:
            raise ValueError("a chunk holds at least one patch")
        self.head = head
        self.chunk = chunk
        self.sessions = {name: open_session(folder / path, threads) for name, path in head["graphs"].items()}

    def __call__(self, low: np.ndarray, high: np.ndarray, grid: np.ndarray) -> SplitAnswer:
        """`low` float32 [n, D], `high` float32 [n, 16, D], `grid` int [n, 2] (column, row), n ≥ 1."""
        spans = self._spans(len(low))
        blocks = [self._run("high-embed", low=low[at], high=high[at]) for at in spans]
        high_x, low_x = self._joined(blocks, "tokens"), self._run("low-embed", low=low)["tokens"]
        if self.head["positions"]:
            codes = position_codes(torch.from_numpy(grid), self.head["width"]).numpy()
            low_x, high_x = low_x + codes, high_x + codes
        if self.head["join"] == "pre":
            x = self._encode("joint", self._join(low_x, high_x))
        else:
            x = self._join(self._encode("low", low_x), self._encode("high", high_x))
        score = self._joined([self._run("gate", x=x[at]) for at in spans], "score")
        weights = np.exp(score - score.max())
        weights /= weights.sum()
        output = self._run("answer", x=weights[None] @ x)["output"]
        cross = self._joined(blocks, "cross-attention") if "cross-attention" in blocks[0] else None
        return SplitAnswer(output, weights, cross)

    def _spans(self, count: int) -> list[slice]:
        return [slice(first, min(first + self.chunk, count)) for first in range(0, count, self.chunk)]

    @staticmethod
    def _joined(parts: list[dict[str, np.ndarray]], name: str, axis: int = 0) -> np.ndarray:
        return np.concatenate([part[name] for part in parts], axis)

    def _join(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        return np.concatenate([high, low], 1) if self.head["fusion"] == "cat" else low + high

    def _run(self, graph: str, **inputs: np.ndarray) -> dict[str, np.ndarray]:
        session = self.sessions[graph]
        wanted = {value.name for value in session.get_inputs()}
        fed = {name: np.ascontiguousarray(value) for name, value in inputs.items() if name in wanted}
        names = [value.name for value in session.get_outputs()]
        return dict(zip(names, session.run(names, fed), strict=True))

    def _encode(self, stream: str, x: np.ndarray) -> np.ndarray:
        """All layers of a stream over its tokens `[n, e]`."""
        spans = self._spans(len(x))
        for index in range(self.head["layers"]):
            name = f"{stream}-layer{index}"
            pairs = [self._run(f"{name}-kv", x=x[at]) for at in spans]
            k, v = self._joined(pairs, "k", 2), self._joined(pairs, "v", 1)
            x = self._joined([self._run(f"{name}-query", x=x[at], k=k, v=v) for at in spans], "y")
        return x
