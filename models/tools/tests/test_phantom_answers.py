"""The golden answers of the installation check: their plan, their draws, and that what is stored is of what ships."""

import hashlib
import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("openslide")

from fovea_models.attention_sampling.draws import draw, uniform_stream
from fovea_models.openslide_reader import OpenSlideReader
from fovea_models.phantom_answers import _packed, _rects, fingerprint
from fovea_models.reference import graph_hashes
from fovea_models.tissue_plan import Slide, field_grid, patch_grid, tissue_mask

ROOT = Path(__file__).resolve().parents[3]
PHANTOM = ROOT / "public" / "phantom" / "phantom-01.tif"
STORED = sorted(PHANTOM.parent.glob("*.answer.json"))
BUNDLES = sorted(folder.parent for folder in (ROOT / "models").glob("*/model.json"))


@pytest.fixture(scope="module")
def phantom() -> Slide:
    reader = OpenSlideReader(PHANTOM)
    return Slide(reader, reader.pyramid())


@pytest.fixture(scope="module")
def mask(phantom: Slide) -> np.ndarray:
    return tissue_mask(phantom)


def test_every_bundle_has_one() -> None:
    assert [path.name.removesuffix(".answer.json") for path in STORED] == [bundle.name for bundle in BUNDLES]


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle.name)
def test_what_is_stored_is_of_the_files_that_ship_and_of_the_plan(
    bundle: Path, phantom: Slide, mask: np.ndarray
) -> None:
    stored = json.loads((PHANTOM.parent / f"{bundle.name}.answer.json").read_text())
    manifest = json.loads((bundle / "model.json").read_text())
    assert stored["bundle"]["files"] == graph_hashes(manifest["files"])
    assert stored["slide"]["sha256"] == hashlib.sha256(PHANTOM.read_bytes()).hexdigest()
    assert stored["slide"]["fingerprint"] == fingerprint(PHANTOM)
    grid = field_grid if manifest["architecture"] == "attention-sampling" else patch_grid
    assert stored["patches"] == _rects(grid(phantom, mask, manifest).boxes)


def test_the_stream_is_the_apps() -> None:
    # Printed by `attention-sampling-random.ts`.
    expected = [0.6714288598413556, 0.15494934910190838, 0.7739766507554438]
    assert list(islice(uniform_stream(7, 3, 2), 3)) == expected
    assert list(islice(uniform_stream(2**32 - 1, 0, 0), 2)) == [0.6850693654623119, 0.1603649691363085]


def test_draws_say_how_near_a_border_they_came() -> None:
    places, margin = draw(np.array([[0.25, 0.25], [0.4, 0.1]]), 3, iter([0.1, 0.26, 0.85]))
    assert places == [0, 1, 2]
    assert margin == pytest.approx(0.01)


def test_a_map_that_16_bits_cannot_hold_is_refused() -> None:
    peaked = np.linspace(0, 1, 1001) ** 3
    with pytest.raises(ValueError, match="16 bits"):
        _packed(peaked, 100_000)
    assert _packed(peaked, 1000, 2)["power"] == 2
