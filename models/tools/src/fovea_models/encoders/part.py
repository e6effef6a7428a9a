"""An encoder on its way into a bundle, whatever it was made from."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ..onnx_tools.session import open_session

PARITY_BATCHES = (1, 3, 8)
LEAST_COSINE = 0.9999
LARGEST_DIFFERENCE = 1e-3
"""Of the largest feature, or of 1 where that is smaller."""

Encode = Callable[[np.ndarray], np.ndarray]
"""Patches uint8 `[B, S, S, 3]` to features float32 `[B, D]`."""


@dataclass(frozen=True)
class EncoderFiles:
    """Paths inside the bundle, by precision, as the manifest wants them."""

    files: dict[str, str]
    data: dict[str, str]


@dataclass(frozen=True)
class EncoderPart:
    """`write(folder)` puts the ONNX files into the bundle; `reference` is the same encoder computed without ONNX Runtime,
    `reference_name` by what. `golden` is a file of golden tensors that is taken over instead of made anew.
    """

    id: str
    feature_dim: int
    write: Callable[[Path], EncoderFiles]
    reference: Encode
    reference_name: str = "PyTorch"
    golden: Path | None = None


def encode_with(module: nn.Module) -> Encode:
    """A torch encoder as a function of arrays."""

    @torch.no_grad()
    def encode(patches: np.ndarray) -> np.ndarray:
        return module(torch.from_numpy(patches)).numpy()

    return encode


def torch_part(
    module: nn.Module, encoder_id: str, feature_dim: int, write: Callable[[Path], None]
) -> EncoderPart:
    """A torch module that keeps the contract itself; `write(path)` makes its one ONNX file."""

    def write_files(folder: Path) -> EncoderFiles:
        write(folder / "encoder.onnx")
        return EncoderFiles({"fp32": "encoder.onnx"}, {})

    return EncoderPart(encoder_id, feature_dim, write_files, encode_with(module.eval()))


def measure_parity(
    reference: Encode, path: Path, side_px: int, batches: tuple[int, ...] = PARITY_BATCHES, seed: int = 0
) -> dict[str, Any]:
    """The reference beside ONNX Runtime on random patches: whole-tensor maximum difference, least cosine, largest feature."""
    rng = np.random.default_rng(seed)
    session = open_session(path)
    worst, cosine, largest = 0.0, 1.0, 0.0
    for batch in batches:
        patches = rng.integers(0, 256, (batch, side_px, side_px, 3), np.uint8)
        want = reference(patches)
        got = session.run(["features"], {"patches": patches})[0]
        if got.shape != want.shape:
            raise ValueError(
                f"the ONNX file gives {got.shape} for a batch of {batch}, the reference {want.shape}"
            )
        worst = max(worst, float(np.abs(want - got).max()))
        largest = max(largest, float(np.abs(want).max()))
        norms = np.linalg.norm(want, axis=1) * np.linalg.norm(got, axis=1)
        cosine = min(cosine, float(((want * got).sum(1) / norms).min()))
    return {
        "batches": list(batches),
        "max_abs_difference": worst,
        "min_cosine": cosine,
        "largest_feature": largest,
    }


def parity_problems(parity: dict[str, Any]) -> list[str]:
    """Why an encoder's file is not its reference, as sentences."""
    found = []
    allowed = LARGEST_DIFFERENCE * max(1.0, parity["largest_feature"])
    if not parity["max_abs_difference"] <= allowed:
        found.append(f"features differ by {parity['max_abs_difference']:.3g}, allowed {allowed:.3g}")
    if not parity["min_cosine"] >= LEAST_COSINE:
        found.append(f"the least cosine of features is {parity['min_cosine']:.6f}, wanted {LEAST_COSINE}")
    return found
