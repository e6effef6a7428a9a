"""The reference pipeline and the stored answers, on the phantom that ships."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("openslide")

from safetensors.numpy import save_file

from fovea_models.__main__ import main
from fovea_models.reference import AppFeatures, ReferenceRun, breaches, compare, load_features, run_pipeline

ROOT = Path(__file__).resolve().parents[3]
BUNDLE = ROOT / "models" / "phantom-tda-mil"
PHANTOM = ROOT / "public" / "phantom" / "phantom-01.tif"
BOXES = [(x, y, 256, 256) for y in range(1024, 2560, 512) for x in range(1024, 3072, 512)]


@pytest.fixture(scope="module")
def done() -> ReferenceRun:
    return run_pipeline(PHANTOM, BUNDLE, BOXES, 0.5)


@pytest.fixture(scope="module")
def result(done: ReferenceRun) -> dict:
    """What an app that agrees perfectly would write."""
    files = json.loads((BUNDLE / "model.json").read_text())["files"]
    return {
        "patches": [dict(zip(("x", "y", "width", "height"), box, strict=True)) for box in BOXES],
        "maps": {
            "task-relevance": {"values": done.answer.relevance.tolist()},
            "bottom-up-attention": {"values": done.answer.bottom_up.tolist()},
            "top-down-attention": {"values": done.answer.top_down.tolist()},
        },
        "answer": {"logits": done.answer.logits.tolist()},
        "run": {"slide": {"spacingXUmPerPx": 0.5, "spacingYUmPerPx": 0.5}, "bundle": {"files": files}},
    }


@pytest.fixture(scope="module")
def features(done: ReferenceRun, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A features file of an app that agrees perfectly."""
    path = tmp_path_factory.mktemp("app") / "features.safetensors"
    corners = np.array([box[:2] for box in BOXES], np.int32)
    save_file({"features": done.features, "coords": corners}, path, {"encoder": "e"})
    return path


def test_agreement_passes_and_disagreement_is_named(result: dict, features: Path, tmp_path, capsys) -> None:
    path = tmp_path / "result.json"
    path.write_text(json.dumps(result))
    answers = tmp_path / "answers.json"
    command = ["reference", str(PHANTOM), "--result", str(path), "--bundle", str(BUNDLE), "--timings"]
    complete = [*command, "--features", str(features)]
    assert main([*complete, "--answers", str(answers)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["logits"] < 1e-5 and report["least feature cosine"] > 0.999999
    assert report["features compared"] == len(BOXES)
    assert report["timings"]["patches_per_s"] > 0
    stored = json.loads(answers.read_text())
    assert stored["corners"] == [list(box[:2]) for box in BOXES] and len(stored["features"]["indices"]) == 12
    assert main(command) == 1
    assert "NOT MET: features of 0 patches compared, wanted 12" in capsys.readouterr().out
    wrong = copy.deepcopy(result)
    wrong["maps"]["top-down-attention"]["values"][3] += 0.01
    wrong["answer"]["logits"][0] += 0.01
    path.write_text(json.dumps(wrong))
    assert main(complete) == 1
    out = capsys.readouterr().out
    assert (
        "NOT MET: logits" in out and "NOT MET: n·top-down-attention" in out and "relevance differs" not in out
    )


def test_a_shifted_box_changes_the_features(result: dict, features: Path) -> None:
    moved = run_pipeline(PHANTOM, BUNDLE, [(x + 40, y, w, h) for x, y, w, h in BOXES], None)
    report = compare(result, load_features(features), moved)
    assert report["least feature cosine"] < 0.9999
    assert any("feature cosine" in sentence for sentence in breaches(report))


def test_what_was_not_compared_is_a_breach(result: dict, features: Path, done: ReferenceRun) -> None:
    app = load_features(features)
    assert breaches(compare(result, app, done)) == []
    lacking = copy.deepcopy(result)
    del lacking["maps"]["bottom-up-attention"]
    sentences = breaches(compare(lacking, app, done))
    assert len(sentences) == 2 and all("bottom-up-attention" in sentence for sentence in sentences)
    flat = copy.deepcopy(result)
    flat["maps"]["task-relevance"]["values"] = [0.25] * len(BOXES)
    assert "task-relevance rank correlation could not be compared" in breaches(compare(flat, app, done))
    broken = AppFeatures(np.full_like(app.features, np.nan), app.coords, {})
    assert breaches(compare(result, broken, done)) == ["least feature cosine could not be compared"]
    assert len(breaches({"patches": 60})) == 9


def test_files_of_something_else_are_refused(
    result: dict, features: Path, done: ReferenceRun, tmp_path
) -> None:
    app = load_features(features)
    with pytest.raises(ValueError, match="other patches"):
        compare(result, AppFeatures(app.features, app.coords + 1, {}), done)
    other = copy.deepcopy(result)
    graph = next(f for f in other["run"]["bundle"]["files"] if f["path"].endswith(".onnx"))
    graph["sha256"] = "0" * 64
    path = tmp_path / "other.json"
    path.write_text(json.dumps(other))
    with pytest.raises(ValueError, match="another version of the bundle"):
        main(["reference", str(PHANTOM), "--result", str(path), "--bundle", str(BUNDLE)])


def test_wrong_number_of_values_is_refused(result: dict) -> None:
    run = run_pipeline(PHANTOM, BUNDLE, BOXES[:-1], None)
    with pytest.raises(ValueError, match="12 values for 11 patches"):
        compare(result, None, run)


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
