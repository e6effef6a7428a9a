"""The phantom bundle that ships, run as the browser runs it, on the phantom that ships (never seen in training)."""

import json
from pathlib import Path

import numpy as np
import pytest

from fovea_models.bundle.verify import listed_problems
from fovea_models.figures import auc
from fovea_models.phantom.truth import patch_truth, read_mask

ROOT = Path(__file__).resolve().parents[3]
BUNDLE = ROOT / "models" / "phantom-tda-mil"
PHANTOM = ROOT / "public" / "phantom" / "phantom-01.tif"


def test_bundle_is_sound() -> None:
    assert listed_problems(BUNDLE) == []


def test_damage_is_noticed(tmp_path) -> None:
    copy = tmp_path / "phantom-tda-mil"
    for file in BUNDLE.rglob("*"):
        if file.is_file():
            target = copy / file.relative_to(BUNDLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    assert listed_problems(copy) == []
    card = copy / "CARD.md"
    card.write_text(card.read_text() + "x")
    assert any("CARD.md" in sentence for sentence in listed_problems(copy))
    manifest = json.loads((copy / "model.json").read_text())
    manifest["encoder"]["input"]["layout"] = "NCHW"
    (copy / "model.json").write_text(json.dumps(manifest))
    assert any("NHWC" in sentence for sentence in listed_problems(copy))


def test_card_repeats_the_manifests_figures() -> None:
    card, manifest = (BUNDLE / "CARD.md").read_text(), json.loads((BUNDLE / "model.json").read_text())
    for figure in manifest["figures"]:
        assert f"| {figure['name']} | {figure['value']:.3f} |" in card


def test_nests_light_up() -> None:
    pytest.importorskip("openslide")
    from fovea_models.openslide_reader import OpenSlideReader
    from fovea_models.reference import run_pipeline

    truth = json.loads(PHANTOM.with_suffix(".truth.json").read_text())
    reader = OpenSlideReader(PHANTOM)
    coarse = reader.read(4, 0, 0, *reader.sizes[4]).astype(
        int
    )  # 8 µm/px: a patch of 128 µm is 16×16 of these
    coloured = np.ptp(coarse, 2) > 20
    rows, columns = coloured.shape[0] // 16, coloured.shape[1] // 16
    cover = coloured[: rows * 16, : columns * 16].reshape(rows, 16, columns, 16).mean((1, 3))
    boxes = [(int(c) * 256, int(r) * 256, 256, 256) for r, c in np.argwhere(cover >= 0.5)]
    assert 250 < len(boxes) < 600
    run = run_pipeline(PHANTOM, BUNDLE, boxes, None, threads=2)
    mask = truth["tumour_mask"]
    share = patch_truth(read_mask(mask), mask["spacing_um_px"], np.array(boxes) * truth["spacing_um_px"])
    inside = share >= 0.25
    assert inside.sum() > 20
    assert auc(run.answer.relevance, inside) >= 0.97
    assert run.answer.relevance[share >= 0.5].mean() > run.answer.relevance[share == 0].mean() + 0.4
    assert run.answer.logits.argmax() == 1
