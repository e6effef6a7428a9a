"""The real material is read as it is documented; skipped where it is absent."""

import numpy as np
import pytest

from fovea_models.tissue.bags import mix, training_mixtures
from fovea_models.tissue.bags import test_mixtures as mixtures_for_test
from fovea_models.tissue.data import LABELS, atlas_slides, shared_data, tiles
from fovea_models.tissue.features import look
from fovea_models.tissue.train import folds_by_case

DATA = shared_data()
needs_data = pytest.mark.skipif(DATA is None, reason="../shared/data is not there")


@needs_data
def test_slides_and_tiles() -> None:
    slides, everything = atlas_slides(DATA), tiles(DATA)
    assert len(slides) == 48 and {s.label for s in slides} == set(LABELS)
    assert all(len(s.files) == 72 for s in slides)
    assert len(everything) == 1231
    groups = {split: {t.group for t in everything if t.split == split} for split in ("train", "test")}
    assert not groups["train"] & groups["test"]


@needs_data
def test_mixtures_never_cross_the_split() -> None:
    everything = tiles(DATA)
    split = {t.file.name: t.split for t in everything}
    kind = {t.file.name: t.carcinoma for t in everything}
    for mixtures, wanted in (
        (training_mixtures(everything), "train"),
        (mixtures_for_test(everything), "test"),
    ):
        for bag in mixtures:
            assert {split[name] for name in bag.names} == {wanted}
            assert [kind[name] for name in bag.names] == bag.carcinoma.tolist()
    assert mix(everything, 1, 3, 5, (1, 3))[0].names == mix(everything, 1, 3, 5, (1, 3))[0].names


@needs_data
def test_folds_never_split_a_case_and_spread_carcinoma() -> None:
    slides = [s for s in atlas_slides(DATA) if s.label != "other-neoplasm"]
    fold = folds_by_case(slides, 9, 1)
    carcinoma = {s.case for s in slides if s.label == "carcinoma"}
    assert sorted(fold[c] for c in carcinoma) == list(range(9))
    assert fold.keys() == {s.case for s in slides}


def test_view_zero_is_untouched_and_others_repeat() -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 16, 16, 3), np.uint8)
    assert np.array_equal(look(images, 0, 5), images)
    assert np.array_equal(look(images, 1, 5), look(images, 1, 5))
    assert not np.array_equal(look(images, 1, 5), look(images, 2, 5))
