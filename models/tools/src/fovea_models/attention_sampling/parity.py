"""PyTorch's whole model beside the two graphs under ONNX Runtime, and the golden tensors."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

from ..phantom import PhantomSpec, plan_layout, render_block
from ..tda_mil.parity import rank_correlation
from .model import AttentionSampling
from .runner import GraphPair

CASES = ((5, 7), (41, 44), (64, 63), (157, 203), (312, 417))
"""(height, width) of random images: one place, odd sizes, a typical one. Multiplied by step / 5 where that is more."""

GOLDEN_SIZE = (157, 203)
GOLDEN_LIMITS = {"logits": 1e-3, "n·attention": 1e-4, "votes": 1e-4, "scores": 1e-4}
"""Attention is compared as n·attention (mean 1), relative to its largest value where that is above 1: a peaked map's
probabilities are as exact as its logits, no more."""


def drawn_image(height: int, width: int, seed: int) -> np.ndarray:
    """A phantom drawn at 2 µm/px from a seed, uint8 `[height, width, 3]`; nothing of a real slide."""
    spec = PhantomSpec(seed, width + 256, height + 256, 2.0, tumour_fraction=0.1, pieces=1)
    return render_block(plan_layout(spec), 100, 100, width, height)


def border_places(rows: int, columns: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """`count` (at least 4) places: two corners, two edges, the rest drawn evenly. int32."""
    fixed = [0, rows * columns - 1, rows // 2 * columns, columns // 2]
    return np.array([*fixed, *rng.integers(0, rows * columns, max(count - 4, 0))], np.int32)


@torch.no_grad()
def write_golden(model: AttentionSampling, folder: Path, seed: int) -> str:
    """`golden/head.safetensors`, computed by PyTorch; returns its path relative to `folder`."""
    image = drawn_image(*GOLDEN_SIZE, seed)
    rows, columns = (side // model.config.step_px for side in GOLDEN_SIZE)
    places = border_places(rows, columns, model.config.samples, np.random.default_rng(seed))
    pixels = torch.from_numpy(image)
    answer = model(pixels, torch.from_numpy(places).long())
    logits = model.attention(pixels[None].permute(0, 3, 1, 2).float() / 255)[0]
    tensors = {
        "image": image,
        "logits": logits.numpy(),
        "places": places,
        "votes": answer.votes.numpy(),
        "scores": answer.scores.numpy(),
    }
    path = "golden/head.safetensors"
    (folder / "golden").mkdir(parents=True, exist_ok=True)
    save_file({name: np.ascontiguousarray(value) for name, value in tensors.items()}, folder / path)
    return path


def golden_differences(folder: Path, manifest: dict[str, Any]) -> dict[str, float]:
    """Whole-tensor maximum differences of the graphs under ONNX Runtime from the golden tensors, by `GOLDEN_LIMITS`' names."""
    golden = load_file(folder / manifest["golden"]["head"])
    answer = GraphPair(folder, manifest["head"], manifest["patch_size_pixels"])(
        golden["image"], golden["places"]
    )
    wanted = torch.from_numpy(golden["logits"]).flatten().double().softmax(0).numpy()
    pairs = {
        "logits": (answer.logits, golden["logits"], 1),
        "n·attention": (answer.attention.ravel(), wanted, _scale(wanted)),
        "votes": (answer.votes, golden["votes"], 1),
        "scores": (answer.scores, golden["scores"], 1),
    }
    return {name: float(np.abs(got - want).max() * scale) for name, (got, want, scale) in pairs.items()}


def _scale(attention: np.ndarray) -> float:
    """What a difference of attentions is multiplied by."""
    return attention.size / max(1.0, float(attention.max()) * attention.size)


@torch.no_grad()
def measure_parity(
    model: AttentionSampling, folder: Path, head: dict[str, Any], seed: int = 0
) -> list[dict[str, Any]]:
    """Whole-tensor maximum differences per image size, borders among the places; attention as in
    `GOLDEN_LIMITS`."""
    rng = np.random.default_rng(seed)
    pair = GraphPair(folder, head, model.config.patch_px)
    table = []
    for size in CASES:
        step = model.config.step_px
        height, width = (side * max(step, 5) // 5 for side in size)
        image = rng.integers(0, 256, (height, width, 3), np.uint8)
        rows, columns = height // step, width // step
        places = border_places(rows, columns, 16, rng)
        want = model(torch.from_numpy(image), torch.from_numpy(places).long())
        got = pair(image, places)
        n = rows * columns
        table.append(
            {
                "height": height,
                "width": width,
                "places": n,
                "attention_n": float(
                    np.abs(want.attention.numpy() - got.attention).max() * _scale(want.attention.numpy())
                ),
                "attention_n_rank": rank_correlation(want.attention.numpy().ravel(), got.attention.ravel()),
                "votes": float(np.abs(want.votes.numpy() - got.votes).max()),
                "scores": float(np.abs(want.scores.numpy() - got.scores).max()),
            }
        )
    return table
