"""The reference pipeline and the stored answers, on the phantom that ships."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("openslide")

from fovea_models.__main__ import main
from fovea_models.reference import breaches, compare, run_pipeline

ROOT = Path(__file__).resolve().parents[3]
BUNDLE = ROOT / "models" / "phantom-tda-mil"
PHANTOM = ROOT / "public" / "phantom" / "phantom-01.tif"
BOXES = [(x, y, 256, 256) for y in range(1024, 2560, 512) for x in range(1024, 3072, 512)]


@pytest.fixture(scope="module")
def result() -> dict:
    """What an app that agrees perfectly would write."""
    run = run_pipeline(PHANTOM, BUNDLE, BOXES, 0.5)
    return {
        "slide": {"spacing_um_px": 0.5},
        "patches": [dict(zip(("x", "y", "width", "height"), box, strict=True)) for box in BOXES],
        "maps": {
            "task-relevance": {"values": run.answer.relevance.tolist()},
            "bottom-up-attention": {"values": run.answer.bottom_up.tolist()},
            "top-down-attention": {"values": run.answer.top_down.tolist()},
        },
        "answer": {"logits": run.answer.logits.tolist()},
        "features": {"indices": [0, 5], "values": run.features[[0, 5]].tolist()},
    }


def test_agreement_passes_and_disagreement_is_named(result: dict, tmp_path, capsys) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(result))
    command = ["reference", str(PHANTOM), "--result", str(path), "--bundle", str(BUNDLE), "--timings"]
    assert main(command) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["logits"] < 1e-5 and report["least feature cosine"] > 0.999999
    assert report["timings"]["patches_per_s"] > 0
    wrong = copy.deepcopy(result)
    wrong["maps"]["top-down-attention"]["values"][3] += 0.01
    wrong["answer"]["logits"][0] += 0.01
    path.write_text(json.dumps(wrong))
    assert main(command) == 1
    out = capsys.readouterr().out
    assert (
        "NOT MET: logits" in out and "NOT MET: n·top-down-attention" in out and "relevance differs" not in out
    )


def test_a_shifted_box_changes_the_features(result: dict) -> None:
    moved = run_pipeline(PHANTOM, BUNDLE, [(x + 40, y, w, h) for x, y, w, h in BOXES], None)
    report = compare(result, moved)
    assert report["least feature cosine"] < 0.9999
    assert breaches(report)


def test_wrong_number_of_values_is_refused(result: dict) -> None:
    run = run_pipeline(PHANTOM, BUNDLE, BOXES[:-1], None)
    with pytest.raises(ValueError, match="12 values for 11 patches"):
        compare(result, run)


def test_stored_answers_repeat_and_describe_the_slide(tmp_path) -> None:
    out = tmp_path / "answers.json"
    main(["answers", str(PHANTOM), "--out", str(out), "--seed", "4"])
    answers = json.loads(out.read_text())
    assert answers["level_sizes"][0] == [7168, 5120] and answers["spacing_um_px"] == 0.5
    assert len(answers["regions"]) == 20 and len(answers["resampled"]) >= 16
    means = np.array([region["mean"] for region in answers["regions"]])
    assert 100 < means.min() and means.max() < 255 and np.ptp(means) > 20
    again = tmp_path / "again.json"
    main(["answers", str(PHANTOM), "--out", str(again), "--seed", "4"])
    assert again.read_text() == out.read_text()
    assert len(out.read_text()) < 40_000
