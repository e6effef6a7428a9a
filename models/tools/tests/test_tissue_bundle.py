"""The tissue bundle that ships is sound; on mixed bags of test tiles its relevance finds the carcinoma tiles."""

import json
from pathlib import Path

import numpy as np
import pytest

from fovea_models.bundle.verify import listed_problems
from fovea_models.figures import auc
from fovea_models.onnx_tools.session import open_session
from fovea_models.tda_mil.split_runner import SplitHead
from fovea_models.tissue.bags import test_mixtures as mixtures_for_test
from fovea_models.tissue.data import read_images, shared_data, tiles

BUNDLE = Path(__file__).resolve().parents[2] / "carcinoma-tda-mil"
DATA = shared_data()


def test_bundle_is_sound_and_small() -> None:
    assert listed_problems(BUNDLE) == []
    assert sum(file.stat().st_size for file in BUNDLE.rglob("*") if file.is_file()) < 25e6


def test_limits_say_what_must_be_said() -> None:
    manifest = json.loads((BUNDLE / "model.json").read_text())
    limits = " ".join(manifest["limits"])
    assert all(word in limits for word in ("diagnosis", "adenoma", "lymphoma", "sarcoma"))
    assert not manifest["phantom"]


@pytest.mark.skipif(DATA is None, reason="../shared/data is not there")
def test_relevance_finds_carcinoma_tiles_of_originals_never_trained_on() -> None:
    manifest = json.loads((BUNDLE / "model.json").read_text())
    encoder = open_session(BUNDLE / manifest["encoder"]["files"]["fp32"], 2)
    head = SplitHead(BUNDLE, manifest["head"])
    everything = tiles(DATA)
    file = {tile.file.name: tile.file for tile in everything}
    scores = []
    for bag in mixtures_for_test(everything)[:2]:  # one of lung, one of colon
        images = read_images([file[name] for name in bag.names])
        features = np.concatenate(
            [encoder.run(None, {"patches": images[i : i + 8]})[0] for i in range(0, len(images), 8)]
        )
        scores.append(auc(head(features).relevance, bag.carcinoma))
    assert min(scores) > 0.85
