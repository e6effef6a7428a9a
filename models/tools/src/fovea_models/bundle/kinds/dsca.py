"""DSCA heads in bundles."""

from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from ...dsca import Dsca
from ...dsca.export import export_head
from ...dsca.golden import LIMITS, head_golden_differences, write_head_golden
from ...dsca.model import SCALE
from ...dsca.parity import drawn_grid, graph_names, head_description, measure_parity
from .base import GOLDEN_HEAD, Features, HeadKind, attention_map

GOLDEN_PATCHES = 23
GLOBAL = attention_map(
    "global-attention",
    "Global attention",
    "Share of the answer that comes from a low-resolution patch (gated attention pooling); 1/n is average.",
)
CROSS = attention_map(
    "cross-attention",
    "Cross-attention",
    "How a low-resolution patch divides its attention among its sixteen high-resolution patches (softmax of the scores, mean "
    "over heads); 1/16 is average. Says nothing about other low-resolution patches.",
    1,
)
PRODUCT = attention_map(
    "attention-product",
    "Attention product",
    "Global attention times cross-attention, per high-resolution patch; sums to 1. Not a contribution: the layers in between "
    "mix patches.",
)


class DscaKind(HeadKind):
    """See `HeadKind`."""

    golden_limits = LIMITS
    parity_limits: ClassVar[dict[str, float]] = {
        "output": 1e-4,
        "global_attention_n": 1e-3,
        "cross_attention": 1e-3,
    }

    def graphs(self, head: dict[str, Any]) -> set[str]:
        return graph_names(head)

    def problems(self, manifest: dict[str, Any]) -> list[str]:
        head, survival, found = manifest["head"], manifest["survival"], []
        inside = 2 * head["width"] if (head["join"], head["fusion"]) == ("pre", "cat") else head["width"]
        if inside % head["heads"] or head["width"] % head["cross_heads"]:
            found.append("the head's width is not a multiple of its heads")
        if head["positions"] and head["width"] < 8:
            found.append("position codes need a width of at least 8")
        if head["output_width"] != head["width"] * (2 if head["fusion"] == "cat" else 1):
            found.append("output_width does not follow from width and fusion")
        if head["output"] == "cox" and head["classes"] != 1:
            found.append("a Cox head has one output")
        bins = 0 if head["output"] == "cox" else head["classes"]
        if len(survival["bins"]) != bins:
            found.append(f"survival.bins lists {len(survival['bins'])} time bins instead of {bins}")
        risks = (survival["reference"] or {"risks": []})["risks"]
        if risks != sorted(risks):
            found.append("survival.reference.risks is not in ascending order")
        return found

    def maps(self, head: dict[str, Any]) -> list[dict[str, Any]]:
        return [GLOBAL, CROSS, PRODUCT] if head["pooling"] == "capool" else [GLOBAL]

    def sentence(self, head: dict[str, Any]) -> str:
        return (
            f"DSCA head: each patch with its {SCALE}×{SCALE} patches at a quarter of that spacing ({head['pooling']}), width "
            f"{head['width']}, streams joined {'before' if head['join'] == 'pre' else 'after'} the transformers "
            f"({'added' if head['fusion'] == 'fusion' else 'concatenated'}), {head['layers']} {'layer' if head['layers'] == 1 else 'layers'} of {head['heads']} heads, "
            f"{'with' if head['positions'] else 'without'} positions; "
            + ("hazards by time bin." if head["output"] == "hazards" else "Cox log-risk.")
        )

    def differences(self, folder: Path, manifest: dict[str, Any]) -> dict[str, float]:
        return head_golden_differences(folder, manifest["head"], manifest["golden"]["head"])

    def export(self, model: Dsca, folder: Path) -> dict[str, Any]:
        return head_description(model, export_head(model, folder))

    def write_golden(self, model: Dsca, features: Features | None, seed: int, folder: Path) -> None:
        assert features is not None, "a DSCA bundle has an encoder"
        n, inside = GOLDEN_PATCHES, SCALE * SCALE
        made = features(n * (1 + inside))
        low, high = made[:n], made[n:].reshape(n, inside, -1)
        grid = drawn_grid(n, np.random.default_rng(seed))
        write_head_golden(model, low, high, grid, folder / GOLDEN_HEAD)

    def parity(self, model: Dsca, folder: Path, head: dict[str, Any]) -> list[dict[str, Any]]:
        return measure_parity(model, folder, head)
