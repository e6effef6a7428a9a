"""Runs the split graphs with ONNX Runtime, walking chunks as the browser does."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..onnx_tools.session import open_session


class SplitAnswer(NamedTuple):
    """`logits` float32 [c]; maps over patches float32 [n]."""

    logits: np.ndarray
    relevance: np.ndarray
    bottom_up: np.ndarray
    top_down: np.ndarray


class SplitHead:
    """A bundle's TDA-MIL head. `chunk` tokens are embedded, projected, queried and selected at a time."""

    def __init__(self, folder: Path, head: dict[str, Any], chunk: int = 1024, threads: int = 1) -> None:
        if chunk < 1:
            raise ValueError("a chunk holds at least one token")
        self.head = head
        self.chunk = chunk
        self.sessions = {name: open_session(folder / path, threads) for name, path in head["graphs"].items()}

    def __call__(self, features: np.ndarray) -> SplitAnswer:
        """The whole answer for `features` float32 [n, D], n ≥ 1."""
        parts = [self._run("embed", features=features[at]) for at in self._spans(len(features))]
        x0 = np.concatenate([parts[0][1], *(tokens for tokens, _ in parts)])
        x, bottom_up = self._step("", x0, np.zeros_like(x0))
        selected = [self._run("select", x=x[at]) for at in self._spans(len(x))]
        relevance, td = (np.concatenate(column) for column in zip(*selected, strict=True))
        start = x0 if self.head["second_pass"] == "from-input" else x
        x, top_down = self._step("" if self.head["shared_blocks"] else "step2-", start, td)
        logits = self._run("classify", x=x[:1])[0]
        return SplitAnswer(logits, relevance[1:], bottom_up[1:], top_down[1:])

    def _spans(self, count: int) -> list[slice]:
        return [slice(first, min(first + self.chunk, count)) for first in range(0, count, self.chunk)]

    def _run(self, graph: str, **inputs: np.ndarray) -> list[np.ndarray]:
        return self.sessions[graph].run(
            None, {name: np.ascontiguousarray(value) for name, value in inputs.items()}
        )

    def _step(self, prefix: str, x: np.ndarray, td: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All blocks once: tokens `[N, d]` and the last block's CLS row `[N]`."""
        attention = np.zeros(len(x), np.float32)
        for index in range(self.head["blocks"]):
            name = f"{prefix}block{index}"
            pairs = [self._run(f"{name}-kv", x=x[at], td=td[at]) for at in self._spans(len(x))]
            k, v = np.concatenate([p[0] for p in pairs], 2), np.concatenate([p[1] for p in pairs], 1)
            if index == self.head["blocks"] - 1:
                attention = self._run(f"{name}-attention", x=x[:1], k=k)[0]
            x = np.concatenate(
                [self._run(f"{name}-query", x=x[at], k=k, v=v)[0] for at in self._spans(len(x))]
            )
        return x, attention
