"""An encoder on its way into a bundle, whatever it was made from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file
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
    """Paths inside the bundle, by precision, as the manifest wants them; `notes` are sentences for the card."""

    files: dict[str, str]
    data: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class EncoderPart:
    """`write(folder)` puts the ONNX files into the bundle.

    `reference` is the same encoder computed without ONNX Runtime, `reference_name` by what, `batches` what they are compared
    on. `golden` is a file of golden tensors taken over from elsewhere: then these are the reference.
    """

    id: str
    feature_dim: int
    write: Callable[[Path], EncoderFiles]
    reference: Encode | None
    reference_name: str = "PyTorch"
    batches: tuple[int, ...] = PARITY_BATCHES
    golden: Path | None = None
    transform: list[dict[str, Any]] = field(default_factory=list)


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
        return EncoderFiles({"fp32": "encoder.onnx"})

    return EncoderPart(encoder_id, feature_dim, write_files, encode_with(module.eval()))


def part_parity(part: EncoderPart, path: Path, side_px: int) -> dict[str, Any]:
    """The written fp32 file at `path` beside the encoder's reference."""
    if part.reference is not None:
        return measure_parity(part.reference, path, side_px, part.batches)
    if part.golden is None:
        raise ValueError(f"nothing to compare the encoder {part.id} with")
    golden = load_file(part.golden)
    return _compare(
        [(golden["features"], open_session(path).run(["features"], {"patches": golden["patch"]})[0])]
    )


def patches_of_colours(count: int, side_px: int, rng: np.random.Generator) -> np.ndarray:
    """Random patches uint8 `[count, S, S, 3]`, each with a colour and much grain."""
    colours = rng.uniform(0, 255, (count, 1, 1, 3))
    return np.clip(colours + rng.normal(0, 60, (count, side_px, side_px, 3)), 0, 255).astype(np.uint8)


def measure_parity(
    reference: Encode, path: Path, side_px: int, batches: tuple[int, ...] = PARITY_BATCHES, seed: int = 0
) -> dict[str, Any]:
    """The reference beside ONNX Runtime on random patches: whole-tensor maximum difference, least cosine, largest feature."""
    rng = np.random.default_rng(seed)
    session = open_session(path)
    pairs = []
    for batch in batches:
        colours, grain = (
            rng.uniform(0, 255, (batch, 1, 1, 3)),
            rng.normal(0, 60, (batch, side_px, side_px, 3)),
        )
        patches = np.clip(colours + grain, 0, 255).astype(np.uint8)
        pairs.append((reference(patches), session.run(["features"], {"patches": patches})[0]))
    return _compare(pairs)


def _compare(pairs: list[tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    worst, cosine, largest = 0.0, 1.0, 0.0
    for want, got in pairs:
        if got.shape != want.shape:
            raise ValueError(f"the ONNX file gives {got.shape}, the reference {want.shape}")
        worst = max(worst, float(np.abs(want - got).max()))
        largest = max(largest, float(np.abs(want).max()))
        norms = np.linalg.norm(want, axis=1) * np.linalg.norm(got, axis=1)
        cosine = min(cosine, float(((want * got).sum(1) / norms).min()))
    return {
        "batches": [len(want) for want, _ in pairs],
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
