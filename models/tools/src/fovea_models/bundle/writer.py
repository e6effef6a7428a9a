"""Puts a whole TDA-MIL bundle together from a trained encoder and head."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from ..encoders.export import encoder_parity
from ..tda_mil import TdaMil
from ..tda_mil.export import export_head
from ..tda_mil.parity import format_parity, head_description, measure_parity
from .card import write_card
from .golden import write_goldens
from .manifest import bundle_files, problems

MAPS = [
    {
        "id": "task-relevance",
        "label": "Task relevance",
        "reading": "How much a patch looks like what the task is about: clamped cosine to the learnt task token. "
        "Drives the second, top-down pass. Not a probability.",
        "min": 0,
        "max": 1,
    },
    {
        "id": "bottom-up-attention",
        "label": "Bottom-up attention",
        "reading": "Share of the first pass's attention that the slide token pays to a patch; 1/n is average.",
        "min": 0,
        "max": None,
    },
    {
        "id": "top-down-attention",
        "label": "Top-down attention",
        "reading": "Share of the second, task-guided pass's attention that the slide token pays to a patch; 1/n is average.",
        "min": 0,
        "max": None,
    },
]


@dataclass(frozen=True)
class Parts:
    """What a bundle is made of. `about` holds the manifest's descriptive keys; `notes` further sections of the card."""

    encoder: nn.Module
    encoder_id: str
    write_encoder: Callable[[Path], None]
    head: TdaMil
    side_px: int
    spacing_um_px: float
    about: dict[str, Any]
    notes: list[tuple[str, str]]
    golden_seed: int


def write_bundle(parts: Parts, target: Path) -> dict[str, Any]:
    """Write the bundle, check it, put it in the place of `target`, and return the parity report.

    Raises ValueError if it is unsound; `target` is then left as it was.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / target.name
        parity = _write(parts, folder)
        if wrong := problems(folder):
            raise ValueError("the bundle is unsound: " + "; ".join(wrong))
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(folder, target)
    return parity


def _write(parts: Parts, folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True)
    parts.write_encoder(folder / "encoder.onnx")
    head = head_description(parts.head, export_head(parts.head, folder))
    write_goldens(parts.encoder, parts.head, parts.side_px, folder, parts.golden_seed)
    manifest = {
        "spec_version": "1.0",
        "id": folder.name,
        "architecture": "tda-mil",
        "num_classes": parts.head.config.classes,
        "patch_size_pixels": parts.side_px,
        "spacing_um_px": parts.spacing_um_px,
        "order": "y-outer",
        "encoder": {
            "id": parts.encoder_id,
            "feature_dim": parts.head.config.features,
            "input": {"name": "patches", "dtype": "uint8", "layout": "NHWC"},
            "output": {"name": "features"},
            "files": {"fp32": "encoder.onnx"},
        },
        "head": head,
        "maps": MAPS,
        "golden": {"encoder": "golden/encoder.safetensors", "head": "golden/head.safetensors"},
        **parts.about,
    }
    rows = measure_parity(parts.head, folder, head)
    parity = {"encoder": encoder_parity(parts.encoder, folder / "encoder.onnx", parts.side_px), "head": rows}
    encoder_line = (
        f"Encoder, batches of 1, 3 and 8: largest difference {parity['encoder']['max_abs_difference']:.2g}, "
        f"least cosine {parity['encoder']['min_cosine']:.7f}."
    )
    card = write_card(manifest, parts.notes, f"{encoder_line}\n\n{format_parity(rows)}")
    (folder / "CARD.md").write_text(card)
    manifest["files"] = bundle_files(folder)
    (folder / "model.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    return parity
