"""Bundles of attention sampling: put together from a cache, figures from runs, and those that ship."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from fovea_models.attention_sampling import AttentionSampling, lymphoma_build, phantom_build
from fovea_models.attention_sampling.checkpoint import save_checkpoint
from fovea_models.attention_sampling.lymphoma_data import Images
from fovea_models.attention_sampling.lymphoma_figures import gain_name, load_answers, measure, shipped_seed
from fovea_models.attention_sampling.lymphoma_runs import CONFIG as LYMPHOMA_CONFIG
from fovea_models.attention_sampling.lymphoma_runs import run_path
from fovea_models.attention_sampling.phantom_runs import CONFIG as PHANTOM_CONFIG
from fovea_models.attention_sampling.phantom_runs import MASS, PEAK, RANKS
from fovea_models.attention_sampling.phantom_slide import slide_fields
from fovea_models.bundle.verify import listed_problems

MODELS = Path(__file__).resolve().parents[2]
SHIPPED = ("phantom-attention-sampling", "lymphoma-attention-sampling")


def parts() -> dict[str, Images]:
    rng = np.random.default_rng(0)

    def some(n: int) -> Images:
        labels = np.arange(n) % 3
        images = rng.integers(0, 256, (n, 8, 8, 3)).astype(np.uint8)
        return Images(images, labels, tuple(f"{i}" for i in range(n)))

    return {"train": some(12), "validation": some(6), "test": some(9)}


def answers(validation: float, test: float) -> dict[str, object]:
    """What a run might say: every image of a part right in that share of draws."""

    def part(n: int, share: float) -> dict[str, object]:
        one = {"right": [share] * n, "agreeing": [0.9] * n, "attended": [True] * n, "scores": [[1, 0, 0]] * n}
        return {"labels": [0] * n, "counts": {"5": one, "20": one}, "largest_n_attention": [1.5] * n}

    return {"validation": part(6, validation), "test": part(9, test)}


def test_the_run_that_ships_is_chosen_on_the_validation_images_alone() -> None:
    found = {
        seed: {"attention": answers(validation, test), "uniform": answers(1.0, 1.0)}
        for seed, validation, test in ((1, 0.5, 0.9), (2, 0.7, 0.4), (3, 0.7, 0.8))
    }
    assert shipped_seed(found) == 2
    figures = {f["name"]: f for f in measure(found, parts())}
    over = "accuracy, mean over 3 runs, 5 patches"
    assert figures[over]["value"] == pytest.approx(0.7) and figures[over]["baseline"] == 1
    spread = figures[f"standard deviation over runs: {over}"]["value"]
    assert spread == pytest.approx(np.std([0.9, 0.4, 0.8], ddof=1), abs=1e-4)
    assert figures["accuracy of the run that ships, 5 patches"]["value"] == pytest.approx(0.4)
    assert figures[gain_name(5)]["value"] == pytest.approx(-0.3)
    recipe = lymphoma_build.about(found, measure(found, parts()), parts(), "1.0.0")["training"]["recipe"]
    assert "is the best on the validation images (seed 2)" in recipe


def test_one_run_is_called_one_run() -> None:
    found = {1: {"attention": answers(0.5, 0.9), "uniform": answers(1.0, 0.8)}}
    names = " ".join(f["name"] for f in measure(found, parts()))
    assert "accuracy of the one run, 5 patches" in names
    assert "mean over" not in names and "deviation" not in names and "ships" not in names
    assert lymphoma_build.choice(found).endswith("there was one run, nothing to choose from.")


def test_a_seed_of_which_one_run_is_missing_is_left_out(tmp_path: Path) -> None:
    for seed, way in ((1, "attention"), (2, "uniform"), (3, "attention"), (3, "uniform")):
        run_path(tmp_path, seed, way).with_suffix(".json").write_text(json.dumps(answers(0.5, 0.5)))
    assert list(load_answers(tmp_path)) == [3]
    run_path(tmp_path, 3, "uniform").with_suffix(".json").unlink()
    with pytest.raises(FileNotFoundError):
        load_answers(tmp_path)


def test_fields_of_the_shipped_slide() -> None:
    fields = slide_fields()
    assert fields.images.shape[1:] == (320, 416, 3) and len(fields.names) == len(set(fields.names)) == 15
    covered = fields.nests.mean((1, 2))
    tips = [name for name, share in zip(fields.names, covered, strict=True) if 0 < share < 0.05]
    assert tips == ["row 2, column 1", "row 2, column 4"]


def test_a_lymphoma_bundle_is_sound_and_its_card_holds_every_run(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    torch.manual_seed(0)
    for way in ("attention", "uniform"):
        path = run_path(cache, 2, way)
        save_checkpoint(AttentionSampling(LYMPHOMA_CONFIG), path)
        path.with_suffix(".json").write_text(json.dumps(answers(0.5, 0.625)))
    folder = tmp_path / "lymphoma-attention-sampling"
    lymphoma_build.assemble(folder, cache, parts())
    assert listed_problems(folder) == []
    card = (folder / "CARD.md").read_text()
    assert "| 2 | by attention | 0.500 | 0.500 | 0.625 | 0.625 |" in card and "optimistic" in card


def test_a_phantom_bundle_is_sound_and_says_what_was_measured(tmp_path: Path) -> None:
    figures = [
        {"name": name, "value": 0.5, "low": None, "high": None, "n": 3, "on": "three", "baseline": 0.25}
        for name in (MASS, RANKS, PEAK)
    ]
    (tmp_path / "measured.json").write_text(json.dumps(figures))
    torch.manual_seed(0)
    save_checkpoint(AttentionSampling(PHANTOM_CONFIG), tmp_path / "attention.safetensors")
    folder = tmp_path / "phantom-attention-sampling"
    phantom_build.assemble(folder, tmp_path)
    assert listed_problems(folder) == []
    manifest = json.loads((folder / "model.json").read_text())
    assert manifest["figures"] == figures and manifest["phantom"] is True and "encoder" not in manifest


@pytest.mark.parametrize("name", SHIPPED)
def test_the_bundle_that_ships_is_sound_and_reproduces_its_golden_tensors(name: str) -> None:
    assert listed_problems(MODELS / name) == []
