"""TDA-MIL heads in bundles."""

from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

from ...tda_mil import TdaMil
from ...tda_mil.export import export_head
from ...tda_mil.first_block import PARTS, first_block_difference
from ...tda_mil.parity import head_description, measure_parity
from ...tda_mil.split_runner import SplitHead
from .base import GOLDEN_HEAD, Features, HeadKind, attention_map

GOLDEN_PATCHES = 49
GOLDEN_CHUNK = 13
MAPS = [
    attention_map(
        "task-relevance",
        "Task relevance",
        "How much a patch looks like what the task is about: clamped cosine to the learnt task token. "
        "Drives the second, top-down pass. Not a probability.",
        1,
    ),
    attention_map(
        "bottom-up-attention",
        "Bottom-up attention",
        "Share of the first pass's attention that the slide token pays to a patch; 1/n is average.",
    ),
    attention_map(
        "top-down-attention",
        "Top-down attention",
        "Share of the second, task-guided pass's attention that the slide token pays to a patch; 1/n is average.",
    ),
]


class TdaMilKind(HeadKind):
    """See `HeadKind`."""

    golden_limits: ClassVar[dict[str, float]] = {
        "logits": 1e-3,
        "task-relevance": 1e-3,
        "n·bottom-up-attention": 1e-2,
        "n·top-down-attention": 1e-2,
        "first block in parts": 1e-4,
    }
    parity_limits: ClassVar[dict[str, float]] = {
        "logits": 1e-3,
        "relevance": 1e-4,
        "bottom_up_n": 1e-3,
        "top_down_n": 1e-3,
    }

    def graphs(self, head: dict[str, Any]) -> set[str]:
        names = {"embed", "select", "classify"}
        for prefix in ("",) if head["shared_blocks"] else ("", "step2-"):
            names |= {f"{prefix}block{i}-{part}" for i in range(head["blocks"]) for part in ("kv", "query")}
            names.add(f"{prefix}block{head['blocks'] - 1}-attention")
        return names

    def optional_graphs(self, head: dict[str, Any]) -> set[str]:
        return set(PARTS)

    def problems(self, manifest: dict[str, Any]) -> list[str]:
        head = manifest["head"]
        return ["the head's width is not a multiple of its heads"] if head["width"] % head["heads"] else []

    def maps(self, head: dict[str, Any]) -> list[dict[str, Any]]:
        return MAPS

    def sentence(self, head: dict[str, Any]) -> str:
        return (
            f"TDA-MIL head: width {head['width']}, {head['heads']} heads, {head['blocks']} blocks "
            f"({'shared between' if head['shared_blocks'] else 'separate in'} the two steps), second pass {head['second_pass']}."
        )

    def differences(self, folder: Path, manifest: dict[str, Any]) -> dict[str, float]:
        golden = load_file(folder / manifest["golden"]["head"])
        answer = SplitHead(folder, manifest["head"], GOLDEN_CHUNK)(golden["features"])
        n = len(golden["features"])
        pairs = {
            "logits": (answer.logits, golden["logits"], 1),
            "task-relevance": (answer.relevance, golden["task-relevance"], 1),
            "n·bottom-up-attention": (answer.bottom_up, golden["bottom-up-attention"], n),
            "n·top-down-attention": (answer.top_down, golden["top-down-attention"], n),
        }
        found = {name: float(np.abs(got - want).max() * scale) for name, (got, want, scale) in pairs.items()}
        if PARTS[0] in manifest["head"]["graphs"]:
            difference = first_block_difference(folder, manifest["head"], golden["features"])
            found["first block in parts"] = difference
        return found

    def export(self, model: TdaMil, folder: Path) -> dict[str, Any]:
        return head_description(model, export_head(model, folder))

    @torch.no_grad()
    def write_golden(self, model: TdaMil, features: Features | None, seed: int, folder: Path) -> None:
        assert features is not None, "a TDA-MIL bundle has an encoder"
        given = torch.from_numpy(features(GOLDEN_PATCHES))
        answer = model(given)
        tensors = {
            "features": given,
            "logits": answer.logits,
            "task-relevance": answer.relevance,
            "bottom-up-attention": answer.bottom_up,
            "top-down-attention": answer.top_down,
        }
        arrays = {name: np.ascontiguousarray(value.numpy()) for name, value in tensors.items()}
        save_file(arrays, folder / GOLDEN_HEAD)

    def parity(self, model: TdaMil, folder: Path, head: dict[str, Any]) -> list[dict[str, Any]]:
        return measure_parity(model, folder, head)
