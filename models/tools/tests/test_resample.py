"""The resampling definition: on cases that can be worked out by hand, and on stored cases that the app's tests check too."""

import json
from pathlib import Path

import numpy as np
import pytest

from fovea_models.resample import Pyramid, TooCoarse, axis_weights, read_box

ROOT = Path(__file__).resolve().parents[3]
PHANTOM = ROOT / "public" / "phantom" / "phantom-01.tif"
STORED = ROOT / "src" / "formats" / "testdata"
SLIDES = ROOT.parent / "shared" / "data" / "slides"


class ArrayReader:
    """Levels held in memory; refuses what lies outside."""

    def __init__(self, *levels: np.ndarray) -> None:
        self.levels = levels

    def read(self, level: int, x: int, y: int, width: int, height: int) -> np.ndarray:
        image = self.levels[level]
        assert x >= 0 and y >= 0 and x + width <= image.shape[1] and y + height <= image.shape[0]
        return image[y : y + height, x : x + width]


def grey(values: list[list[int]]) -> np.ndarray:
    return np.repeat(np.array(values, np.uint8)[:, :, None], 3, 2)


@pytest.mark.parametrize(
    ("downsample", "level"), [(1, 0), (1.996, 0), (1.999, 1), (2, 1), (3.9, 1), (4, 2), (32, 2), (0.8, 0)]
)
def test_chooses_the_coarsest_level_that_is_fine_enough(downsample: float, level: int) -> None:
    assert Pyramid(((800, 400), (400, 200), (200, 100)), 0.25).level_for(downsample) == level


def test_refuses_more_than_1_3() -> None:
    pyramid = Pyramid(((800, 400),), 0.65)
    pyramid.refuse_coarser_than(0.5)
    with pytest.raises(TooCoarse):
        pyramid.refuse_coarser_than(0.499)


def test_fractional_area_average_by_hand() -> None:
    reader = ArrayReader(grey([[10, 20, 40], [10, 20, 40], [10, 20, 40]]))
    out = read_box(reader, Pyramid(((3, 3),), 1.0), (0, 0, 3, 3), 2)
    # first pixel covers 1 of 10 and half of 20; second half of 20 and 1 of 40; /1.5
    assert out[:, :, 0].tolist() == [[13, 33], [13, 33]]  # 13.33, 33.33


def test_rounds_half_up() -> None:
    out = read_box(ArrayReader(grey([[1, 2], [1, 2]])), Pyramid(((2, 2),), 1.0), (0, 0, 2, 2), 1)
    assert out[0, 0, 0] == 2


def test_outside_is_white_when_shrinking() -> None:
    out = read_box(ArrayReader(grey([[0, 0], [0, 0]])), Pyramid(((2, 2),), 1.0), (1, 1, 2, 2), 1)
    assert out[0, 0, 0] == 191  # three of four pixels outside: 191.25


def test_enlarging_is_bilinear_and_clamped() -> None:
    reader = ArrayReader(grey([[0, 100, 200, 40]] * 4))
    out = read_box(reader, Pyramid(((4, 4),), 1.0), (0, 0, 4, 4), 5)
    # centres at 0.4, 1.2, 2.0, 2.8, 3.6 → minus a half: −0.1, 0.7, 1.5, 2.3, 3.1
    assert out[0, :, 0].tolist() == [0, 70, 150, 152, 40]


def test_enlarging_across_an_edge_keeps_white_out_of_the_edge_pixels() -> None:
    reader = ArrayReader(grey([[0] * 3] * 3))
    out = read_box(reader, Pyramid(((3, 3),), 1.0), (0, 0, 4, 4), 5)
    # centres at 0.4, 1.2, 2.0, 2.8, 3.6 of an image that ends at 3
    assert out[0, :, 0].tolist() == [0, 0, 0, 0, 255] and out[:, 0, 0].tolist() == [0, 0, 0, 0, 255]
    before = read_box(reader, Pyramid(((3, 3),), 1.0), (-2, -2, 4, 4), 5)
    assert before[-1, :, 0].tolist() == [255, 255, 0, 0, 0]  # centres at −1.6, −0.8, 0, …


@pytest.mark.parametrize("start", [0.0, 3.7, 10.999999, -2.5, 990.25, 2000.0])
@pytest.mark.parametrize(("length", "size"), [(20.0, 7), (7.0, 7), (224.0, 128)])
def test_shrinking_uses_every_input_by_what_is_covered(start: float, length: float, size: int) -> None:
    first, weights = axis_weights(start, length, size, 1000)
    pixels = first + np.arange(weights.shape[1])
    assert weights.shape[1] == 0 or (first >= 0 and pixels[-1] < 1000)
    covered = np.minimum(start + length, pixels + 1) - np.maximum(start, pixels)
    np.testing.assert_allclose(weights.sum(0) * length / size, np.clip(covered, 0, None), atol=1e-8)
    inside = max(0.0, min(start + length, 1000) - max(start, 0))
    np.testing.assert_allclose(weights.sum() * length / size, inside, atol=1e-8)


def test_enlarging_reproduces_a_ramp() -> None:
    first, weights = axis_weights(3.7, 5.5, 7, 1000)
    np.testing.assert_allclose(weights.sum(1), 1)
    centres = weights @ (first + np.arange(weights.shape[1]) + 0.5)
    np.testing.assert_allclose(centres, 3.7 + 5.5 / 7 * (np.arange(7) + 0.5), atol=1e-9)


def test_equals_the_stored_cases_that_the_app_checks() -> None:
    stored = json.loads((STORED / "resampling-cases.json").read_text())
    pyramid = Pyramid(tuple(map(tuple, stored["sizes"])), 1.0)
    levels = []
    for level, (width, height) in enumerate(pyramid.sizes):
        y, x = np.mgrid[:height, :width]
        drawn = np.stack([(7 * x + 13 * y + 50 * c + 31 * level) % 256 for c in range(3)], 2)
        levels.append(drawn.astype(np.uint8))
    assert len(stored["cases"]) >= 15
    for case in stored["cases"]:
        width, height = case["out"]
        assert pyramid.level_for(case["box"][2] / width) == case["level"]
        pixels = read_box(ArrayReader(*levels), pyramid, tuple(case["box"]), width, height)
        assert pixels.ravel().tolist() == case["pixels"], case["box"]


@pytest.mark.parametrize("name", ["CMU-1-Small-Region.svs", "lymph-node-metastasis-he.tif"])
def test_reads_slides_as_the_stored_answers_that_the_app_checks(name: str) -> None:
    pytest.importorskip("openslide")
    if not (SLIDES / name).exists():
        pytest.skip("../shared/data is not there")
    from fovea_models.openslide_reader import OpenSlideReader

    reader = OpenSlideReader(SLIDES / name)
    pyramid = reader.pyramid(0.5)
    answers = json.loads((STORED / "openslide-answers.json").read_text())["slides"][name]["patches"]
    compared = 0
    for case in answers:
        box = (case["x"], case["y"], case["size"], case["size"])
        assert pyramid.level_for(case["size"] / case["out"]) == case["level"]
        if case["level"] > 0:  # the stored answers read other levels whole: see the script that made them
            continue
        pixels = read_box(reader, pyramid, box, case["out"])
        for x, y, *rgb in case["pixels"]:
            assert pixels[y, x].tolist() == rgb, box
        compared += 1
    assert compared >= 8


def test_equals_a_level_where_nothing_is_to_be_resampled() -> None:
    openslide = pytest.importorskip("openslide")
    from fovea_models.openslide_reader import OpenSlideReader

    reader = OpenSlideReader(PHANTOM)
    out = read_box(reader, reader.pyramid(), (2048, 1024, 256, 256), 128)
    want = openslide.OpenSlide(str(PHANTOM)).read_region((2048, 1024), 1, (128, 128)).convert("RGB")
    np.testing.assert_array_equal(out, np.asarray(want))


def test_reader_is_white_outside() -> None:
    pytest.importorskip("openslide")
    from fovea_models.openslide_reader import OpenSlideReader

    reader = OpenSlideReader(PHANTOM)
    corner = reader.read(0, -10, -10, 20, 20)
    assert (corner[:10] == 255).all() and (corner[:, :10] == 255).all() and (corner[10:, 10:] < 255).any()
    assert (reader.read(1, 10**6, 0, 3, 3) == 255).all()
