"""The reference pipeline for DSCA, on the phantom that ships."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest
import torch

pytest.importorskip("openslide")

from safetensors.numpy import save_file

from fovea_models.__main__ import main
from fovea_models.dsca.model import risk
from fovea_models.dsca.reference import LEAST, LIMITS, demands, fine_boxes, maps_of, run_pipeline

ROOT = Path(__file__).resolve().parents[3]
BUNDLE = ROOT / "models" / "phantom-dsca"
PHANTOM = ROOT / "public" / "phantom" / "phantom-01.tif"
BOXES = [(x, y, 1024, 1024) for x in (1024, 3072) for y in (1024, 2048, 3072)]


def test_sixteen_boxes_divide_each() -> None:
    boxes = fine_boxes([(8, 24, 8, 8), (0, 0, 8, 8)], 8)
    assert len(boxes) == 32 and boxes[:5] == [
        (8, 24, 2, 2),
        (10, 24, 2, 2),
        (12, 24, 2, 2),
        (14, 24, 2, 2),
        (8, 26, 2, 2),
    ]
    assert sum(width * height for _, _, width, height in boxes[16:]) == 64


def test_sixteen_boxes_lie_on_the_grid_and_not_on_rounded_corners() -> None:
    step = 812.6984126984127
    boxes = fine_boxes([(813, 2438, 813, 813)], step)
    assert [box[0] for box in boxes[:4]] == [813, 1016, 1219, 1422]
    assert [box[1] for box in boxes[::4]] == [2438, 2641, 2844, 3048]
    assert {box[2:] for box in boxes} == {(203, 203)}


def test_agreement_passes_and_disagreement_is_named(tmp_path, capsys) -> None:
    done = run_pipeline(PHANTOM, BUNDLE, BOXES, 1024, None)
    assert done.high.shape == (6, 16, 64)
    corners, fine = (
        np.array([box[:2] for box in part], np.int32) for part in (BOXES, fine_boxes(BOXES, 1024))
    )
    tensors = {"features": done.low, "coords": corners}
    save_file(tensors, tmp_path / "low.safetensors")
    tensors |= {"fine_features": done.high.reshape(-1, 64), "fine_coords": fine}
    save_file(tensors, tmp_path / "all.safetensors")
    output = done.answer.output
    result = {
        "patches": [dict(zip(("x", "y", "width", "height"), box, strict=True)) for box in BOXES],
        "maps": {name: {"values": values.tolist()} for name, values in maps_of(done.answer).items()},
        "answer": {"hazards": output.tolist(), "risk": float(risk(torch.from_numpy(output)))},
        "run": {
            "slide": {"spacingXUmPerPx": 0.5, "spacingYUmPerPx": 0.5},
            "plan": {"stepPx": 1024},
            "bundle": {"files": json.loads((BUNDLE / "model.json").read_text())["files"]},
        },
    }
    path = tmp_path / "result.json"
    command = ["reference", str(PHANTOM), "--result", str(path), "--bundle", str(BUNDLE)]
    complete = [*command, "--features", str(tmp_path / "all.safetensors")]
    path.write_text(json.dumps(result))
    assert main(complete) == 0
    assert json.loads(capsys.readouterr().out)["features compared"] == 6 * 17
    assert main(command) == 1
    assert "features of 0 patches" in capsys.readouterr().out
    wrong = copy.deepcopy(result)
    wrong["maps"]["cross-attention"]["values"][3] += 0.01
    wrong["answer"]["hazards"][1] += 0.01
    del wrong["maps"]["attention-product"]
    path.write_text(json.dumps(wrong))
    assert main(complete) == 1
    out = capsys.readouterr().out
    for what in ("output differs", "16·cross-attention differs", "16n·attention-product could not"):
        assert f"NOT MET: {what}" in out
    assert "NOT MET: n·global" not in out
    save_file(tensors | {"fine_coords": fine[::-1].copy()}, tmp_path / "moved.safetensors")
    with pytest.raises(ValueError, match="fine_coords"):
        main([*command, "--features", str(tmp_path / "moved.safetensors")])


def test_demands_follow_the_pooling() -> None:
    assert demands({"pooling": "capool"}) == (LIMITS, LEAST)
    limits, least = demands({"pooling": "avgpool"})
    assert limits.keys() == {"output", "risk", "n·global-attention"}
    assert least.keys() == {"global-attention rank correlation", "least feature cosine"}
