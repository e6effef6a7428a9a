"""Puts a whole bundle together from a trained head and, where there is one, its encoder."""

import json
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safetensors.numpy import save_file

from ..encoders.part import EncoderPart, parity_problems, part_parity
from .card import write_card
from .golden import golden_patch, synthetic_features
from .kinds import KINDS
from .kinds.base import GOLDEN_HEAD, Features
from .manifest import bundle_files
from .verify import listed_problems

GOLDEN_ENCODER = "golden/encoder.safetensors"


class Unsound(ValueError):
    """The bundle fails its own checks and was not written; the message says which."""


@dataclass(frozen=True)
class Parts:
    """What a bundle is made of. `head` is the trained model, as the architecture's `HeadKind` takes it,
    `about` the manifest's descriptive
    keys (all that are not made here), `notes` further sections of the card."""

    architecture: str
    head: Any
    encoder: EncoderPart | None
    side_px: int
    spacing_um_px: float
    about: dict[str, Any]
    golden_seed: int
    notes: list[tuple[str, str]] = field(default_factory=list)
    order: str = "y-outer"


def write_bundle(parts: Parts, target: Path) -> dict[str, Any]:
    """Write the bundle, check it, put it in the place of `target`, and return the parity report.

    Raises Unsound if it fails its checks; `target` is then left as it was and nothing is left beside it.
    """
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".bundle-") as scratch:
        folder = Path(scratch) / "new" / target.name
        parity = _write(parts, folder)
        if wrong := listed_problems(folder):
            raise Unsound("; ".join(wrong))
        _put_in_place(folder, target, Path(scratch) / "old")
    return parity


def _put_in_place(folder: Path, target: Path, old: Path) -> None:
    """Rename `folder` to `target`; what was there goes to `old`, and back if that fails."""
    if target.exists():
        target.rename(old)
    try:
        folder.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise


def _write(parts: Parts, folder: Path) -> dict[str, Any]:
    kind = KINDS[parts.architecture]
    (folder / "golden").mkdir(parents=True)
    manifest = {"spec_version": "1.0", "id": folder.name, "architecture": parts.architecture}
    manifest |= {"num_classes": len(parts.about["class_names"]), "patch_size_pixels": parts.side_px}
    manifest |= {"spacing_um_px": parts.spacing_um_px, "order": parts.order}
    golden, parity, features = {"head": GOLDEN_HEAD}, {}, None
    if parts.encoder is not None:
        manifest["encoder"], parity["encoder"], features = _write_encoder(parts, parts.encoder, folder)
        golden = {"encoder": GOLDEN_ENCODER, **golden}
    head = kind.export(parts.head, folder)
    kind.write_golden(parts.head, features, parts.golden_seed, folder)
    parity["head"] = kind.parity(parts.head, folder, head)
    refuse_parity(parity["head"], kind.parity_limits)
    manifest |= {"head": head, "maps": kind.maps(head), "golden": golden, **parts.about}
    (folder / "CARD.md").write_text(write_card(manifest, parts.notes, parity, parts.encoder))
    manifest["files"] = bundle_files(folder)
    try:
        text = json.dumps(manifest, indent=2, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise Unsound(f"model.json would hold a number that JSON has not: {error}") from error
    (folder / "model.json").write_text(text + "\n", encoding="utf-8")
    return parity


def _write_encoder(
    parts: Parts, encoder: EncoderPart, folder: Path
) -> tuple[dict[str, Any], dict[str, Any], Features]:
    """The manifest's `encoder`, its parity, and features for the head's golden input."""
    written = encoder.write(folder)
    graph = folder / written.files["fp32"]
    parity = part_parity(encoder, graph, parts.side_px) | {"notes": written.notes}
    if wrong := parity_problems(parity):
        raise Unsound(
            f"the encoder's ONNX file is not the encoder ({encoder.reference_name}): {'; '.join(wrong)}"
        )
    if encoder.golden is not None:
        shutil.copyfile(encoder.golden, folder / GOLDEN_ENCODER)
    elif encoder.reference is not None:
        save_file(golden_patch(encoder.reference, parts.side_px, parts.golden_seed), folder / GOLDEN_ENCODER)
    described = {
        "id": encoder.id,
        "feature_dim": encoder.feature_dim,
        "input": {"name": "patches", "dtype": "uint8", "layout": "NHWC"},
        "output": {"name": "features"},
        "files": written.files,
    }
    described |= {"data": written.data} if written.data else {}
    return described, parity, synthetic_features(graph, parts.side_px, parts.golden_seed)


def refuse_parity(rows: list[dict[str, Any]], limits: dict[str, float]) -> None:
    """Raises Unsound where the exported head is not the model."""
    for row in rows:
        for name, limit in limits.items():
            if name in row and not row[name] <= limit:
                raise Unsound(
                    f"the head's graphs are not the model: {name} differs by {row[name]:.3g} in {row}"
                )
