"""The resampling definition on cases that can be worked out by hand, and against OpenSlide on the phantom."""

from pathlib import Path

import numpy as np
import pytest

from fovea_models.resample import Pyramid, TooCoarse, axis_weights, read_box

PHANTOM = Path(__file__).resolve().parents[3] / "public" / "phantom" / "phantom-01.tif"


class ArrayReader:
    """Levels held in memory, white outside."""

    def __init__(self, *levels: np.ndarray) -> None:
        self.levels = levels

    def read(self, level: int, x: int, y: int, width: int, height: int) -> np.ndarray:
        image = self.levels[level]
        out = np.full((height, width, 3), 255, np.uint8)
        x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + width, image.shape[1]), min(y + height, image.shape[0])
        if x0 < x1 and y0 < y1:
            out[y0 - y : y1 - y, x0 - x : x1 - x] = image[y0:y1, x0:x1]
        return out


def grey(values: list[list[int]]) -> np.ndarray:
    return np.repeat(np.array(values, np.uint8)[:, :, None], 3, 2)


@pytest.mark.parametrize(
    ("wanted", "level"),
    [(0.25, 0), (0.499, 0), (0.4996, 1), (0.5, 1), (0.99, 1), (1.0, 2), (8.0, 2), (0.2, 0)],
)
def test_chooses_the_coarsest_level_that_is_fine_enough(wanted: float, level: int) -> None:
    pyramid = Pyramid(((800, 400), (400, 200), (200, 100)), 0.25)
    assert pyramid.level_for(wanted) == level


def test_refuses_more_than_1_3() -> None:
    pyramid = Pyramid(((800, 400),), 0.65)
    assert pyramid.level_for(0.5) == 0
    with pytest.raises(TooCoarse):
        pyramid.level_for(0.499)


def test_fractional_area_average_by_hand() -> None:
    reader = ArrayReader(grey([[10, 20, 40], [10, 20, 40], [10, 20, 40]]))
    pyramid = Pyramid(((3, 3),), 1.0)
    out = read_box(reader, pyramid, (0, 0, 3, 3), 2, 1.5)
    # first pixel covers 1 of 10 and half of 20; second half of 20 and 1 of 40; /1.5
    assert out[:, :, 0].tolist() == [[13, 33], [13, 33]]  # 13.33, 33.33


def test_rounds_half_up() -> None:
    out = read_box(ArrayReader(grey([[1, 2], [1, 2]])), Pyramid(((2, 2),), 1.0), (0, 0, 2, 2), 1, 2.0)
    assert out[0, 0, 0] == 2


def test_outside_is_white_when_shrinking() -> None:
    out = read_box(ArrayReader(grey([[0, 0], [0, 0]])), Pyramid(((2, 2),), 1.0), (1, 1, 2, 2), 1, 2.0)
    assert out[0, 0, 0] == 191  # three of four pixels outside: 191.25


def test_enlarging_is_bilinear_and_clamped() -> None:
    reader = ArrayReader(grey([[0, 100, 200, 40]] * 4))
    out = read_box(reader, Pyramid(((4, 4),), 1.0), (0, 0, 4, 4), 5, 0.8)
    # centres at 0.4, 1.2, 2.0, 2.8, 3.6 → minus a half: −0.1, 0.7, 1.5, 2.3, 3.1
    assert out[0, :, 0].tolist() == [0, 70, 150, 152, 40]


@pytest.mark.parametrize("start", [0.0, 3.7, 10.999999, -2.5])
@pytest.mark.parametrize(("length", "size"), [(20.0, 7), (7.0, 7), (224.0, 128)])
def test_shrinking_uses_every_input_by_what_is_covered(start: float, length: float, size: int) -> None:
    first, weights = axis_weights(start, length, size)
    np.testing.assert_allclose(weights.sum(1), 1)
    pixels = first + np.arange(weights.shape[1])
    covered = np.minimum(start + length, pixels + 1) - np.maximum(start, pixels)
    np.testing.assert_allclose(weights.sum(0) * length / size, np.clip(covered, 0, None), atol=1e-8)


@pytest.mark.parametrize("start", [0.0, 3.7, -2.5])
def test_enlarging_reproduces_a_ramp(start: float) -> None:
    first, weights = axis_weights(start, 5.5, 7)
    np.testing.assert_allclose(weights.sum(1), 1)
    centres = weights @ (first + np.arange(weights.shape[1]) + 0.5)
    np.testing.assert_allclose(centres, start + 5.5 / 7 * (np.arange(7) + 0.5), atol=1e-9)


def test_equals_a_level_where_nothing_is_to_be_resampled() -> None:
    openslide = pytest.importorskip("openslide")
    from fovea_models.openslide_reader import OpenSlideReader

    reader = OpenSlideReader(PHANTOM)
    out = read_box(reader, reader.pyramid(), (2048, 1024, 256, 256), 128, 1.0)
    want = openslide.OpenSlide(str(PHANTOM)).read_region((2048, 1024), 1, (128, 128)).convert("RGB")
    np.testing.assert_array_equal(out, np.asarray(want))


def test_reader_is_white_outside() -> None:
    pytest.importorskip("openslide")
    from fovea_models.openslide_reader import OpenSlideReader

    reader = OpenSlideReader(PHANTOM)
    corner = reader.read(0, -10, -10, 20, 20)
    assert (corner[:10] == 255).all() and (corner[:, :10] == 255).all() and (corner[10:, 10:] < 255).any()
    assert (reader.read(1, 10**6, 0, 3, 3) == 255).all()
