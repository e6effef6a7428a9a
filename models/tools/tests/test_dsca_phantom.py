"""DSCA's phantoms: simulated outcomes, aligned patches, and the bundle that ships."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from fovea_models.bundle.verify import listed_problems
from fovea_models.dsca.model import risk
from fovea_models.dsca.split_runner import SplitHead
from fovea_models.dsca_phantom.encoder import SHIPPED, SlideEncoder, read_encoder
from fovea_models.dsca_phantom.slides import (
    PhantomSlide,
    _packed,
    _unpacked,
    cut_slide,
    survival_spec,
)
from fovea_models.dsca_phantom.survival import (
    bin_edges,
    bin_names,
    bin_of,
    concordance,
    draw_outcome,
    log_hazard,
)
from fovea_models.dsca_phantom.train import survival_loss, turned
from fovea_models.onnx_tools.session import open_session
from fovea_models.phantom import PhantomSpec, plan_layout
from fovea_models.phantom.tiff import write_slide

BUNDLE = Path(__file__).resolve().parents[2] / "phantom-dsca"


@pytest.mark.parametrize(("tumour", "immune", "hazard"), [(0.15, 0.5, 0), (0.3, 0, 4), (0.06, 0.8, -2.4)])
def test_times_follow_the_hazard(tumour: float, immune: float, hazard: float) -> None:
    specs = [PhantomSpec(seed, 2048, 2048, 0.5, tumour, immune) for seed in range(3000)]
    assert log_hazard(specs[0]) == pytest.approx(hazard)
    outcomes = [draw_outcome(spec) for spec in specs]
    assert outcomes == [draw_outcome(spec) for spec in specs]
    early = np.mean([o.event and o.months <= 11 for o in outcomes])  # before anybody is lost from sight
    assert early == pytest.approx(1 - np.exp(-((11 / 36) ** 1.3) * np.exp(hazard)), abs=0.03)
    censored = [o.months for o in outcomes if not o.event]
    assert not censored or (min(censored) >= 12 and max(censored) <= 96)


def test_amounts_are_independent() -> None:
    specs = [survival_spec(seed) for seed in range(500000, 504000)]
    tumour, immune = (
        np.array([getattr(s, k) for s in specs]) for k in ("tumour_fraction", "immune_infiltrate")
    )
    assert abs(np.corrcoef(tumour, immune)[0, 1]) < 0.05
    assert 0 <= tumour.min() < 0.01 and 0.29 < tumour.max() <= 0.3


def test_concordance() -> None:
    rng = np.random.default_rng(1)
    risks, months = rng.integers(0, 6, 40).astype(float), rng.integers(1, 9, 40).astype(float)
    events = rng.uniform(size=40) < 0.6
    won = known = 0.0
    for i, j in itertools.permutations(range(40), 2):
        first = months[i] < months[j] or (months[i] == months[j] and not events[j])
        if events[i] and first:
            known += 1
            won += 1 if risks[i] > risks[j] else 0.5 if risks[i] == risks[j] else 0
    assert concordance(risks, months, events) == pytest.approx(won / known)
    assert concordance(-months, months, np.ones(40, bool)) == 1
    assert np.isnan(concordance(risks, months, np.zeros(40, bool)))


def test_bins() -> None:
    months, events = np.array([1.0, 5, 9, 13, 17, 50]), np.array([True, True, True, True, True, False])
    edges = bin_edges(months, events, 4)
    assert edges.tolist() == [5, 9, 13]
    assert bin_of(np.array([4.9, 5.0, 12, 13, 90]), edges).tolist() == [0, 1, 2, 3, 3]
    assert bin_names(edges) == ["0–5", "5–9", "9–13", "over 13"]


def test_loss_is_the_likelihood() -> None:
    hazards = torch.tensor([0.1, 0.2, 0.3, 0.4])
    for at in range(4):
        survived = np.prod(1 - hazards.numpy()[:at])
        event = -np.log(survived * hazards[at].item())
        assert survival_loss(hazards, at, True).item() == pytest.approx(event, abs=1e-5)
        lost = -np.log(survived * (1 - hazards[at].item()))
        assert survival_loss(hazards, at, False).item() == pytest.approx(lost, abs=1e-5)


def test_symmetries_move_patches_as_pixels_move() -> None:
    """Features that say where a patch lies on the fine grid, moved by hand."""
    rng = np.random.default_rng(2)
    column, row = (a.ravel() for a in np.meshgrid(np.arange(3), np.arange(2), indexing="ij"))
    cell = np.stack([column, row], 1)[rng.permutation(6)[:5]]
    cell = cell[np.lexsort((cell[:, 1], cell[:, 0]))]
    y, x = np.divmod(np.arange(16), 4)

    def places(cells: np.ndarray) -> np.ndarray:
        return np.stack([cells[:, :1] * 4 + x, cells[:, 1:] * 4 + y], 2)

    view = np.concatenate([cell[:, None] * 4 + 1.5, places(cell)], 1).astype(np.float32)
    side = (cell.max(0) + 1) * 4
    for symmetry in range(8):
        got, moved = turned(view, cell, symmetry)
        assert moved.tolist() == sorted(moved.tolist())
        want = got.copy()
        for axis in (0, 1):
            if symmetry >> axis & 1:
                want[..., axis] = side[axis] - 1 - want[..., axis]
        want = want[..., ::-1] if symmetry & 4 else want
        np.testing.assert_array_equal(want[:, 1:], places(moved))
        np.testing.assert_array_equal(want[:, 0], moved * 4 + 1.5)


@pytest.fixture(scope="module")
def slide() -> PhantomSlide:
    return cut_slide(PhantomSpec(42, 2048, 3072, 0.5, 0.2, 0.5))


def test_patches_are_what_a_reader_reads(slide: PhantomSlide, tmp_path) -> None:
    openslide = pytest.importorskip("openslide")
    write_slide(plan_layout(slide.spec), tmp_path / "slide.tif")
    with openslide.OpenSlide(tmp_path / "slide.tif") as written:
        assert written.level_downsamples[1] == 2 and written.level_downsamples[3] == 8
        for i, (column, row) in enumerate(slide.cell.tolist()):
            corner = column * 1024, row * 1024
            low = np.asarray(written.read_region(corner, 3, (128, 128)).convert("RGB")).astype(int)
            high = np.asarray(written.read_region(corner, 1, (512, 512)).convert("RGB")).astype(int)
            assert np.abs(low - slide.low_patches()[i]).mean() < 0.5
            place = 6  # second row, third column
            tile = high[128:256, 256:384]
            assert np.abs(tile - slide.high_patches()[i, place]).mean() < 0.5
            assert np.abs(tile - slide.high_patches()[i, 9]).mean() > 2


def test_cells_are_listed_x_outer_and_lie_on_tissue(slide: PhantomSlide) -> None:
    assert len(slide.cell) >= 3 and slide.texture.shape == (len(slide.cell), 16, 7)
    assert slide.cell.tolist() == sorted(slide.cell.tolist())
    assert (slide.low_patches().std((1, 2)).max(1) > 10).all()
    assert _unpacked(_packed(slide.high)) == slide.high


def test_encoder_read_back_is_the_file(slide: PhantomSlide) -> None:
    features = SlideEncoder()(slide)
    assert features.shape == (len(slide.cell), 17, 64)
    with torch.no_grad():
        again = read_encoder(SHIPPED / "encoder.onnx")(torch.from_numpy(slide.high_patches()[0])).numpy()
    np.testing.assert_allclose(features[0, 1:], again, atol=1e-5)


def test_bundle_is_sound() -> None:
    assert listed_problems(BUNDLE) == []
    assert (BUNDLE / "encoder.onnx").read_bytes() == (SHIPPED / "encoder.onnx").read_bytes()
    card, manifest = (BUNDLE / "CARD.md").read_text(), json.loads((BUNDLE / "model.json").read_text())
    for figure in manifest["figures"]:
        assert f"| {figure['name']} | {figure['value']:.3f} |" in card
    assert "no real survival outcomes" in card and "never to be used on tissue" in card
    assert manifest["survival"]["bins"] == manifest["class_names"]


def test_shipped_phantom_lies_where_its_amounts_put_it() -> None:
    """The phantom in the repository (never trained on), read as the app reads it, by the bundle's own graphs."""
    openslide = pytest.importorskip("openslide")
    phantom = BUNDLE.parents[1] / "public" / "phantom" / "phantom-01.tif"
    truth = json.loads(phantom.with_suffix(".truth.json").read_text())
    manifest = json.loads((BUNDLE / "model.json").read_text())
    encoder = open_session(BUNDLE / manifest["encoder"]["files"]["fp32"])
    cells, low, high = [], [], []
    with openslide.OpenSlide(phantom) as slide:
        for column, row in np.ndindex(truth["width"] // 1024, truth["height"] // 1024):
            corner = column * 1024, row * 1024
            coarse, fine = (
                np.asarray(slide.read_region(corner, level, (side, side)).convert("RGB"))
                for level, side in ((3, 128), (1, 512))
            )
            if (np.ptp(coarse.astype(int), 2) > 20).mean() < 0.5:
                continue
            tiles = fine.reshape(4, 128, 4, 128, 3).swapaxes(1, 2).reshape(16, 128, 128, 3)
            features = encoder.run(["features"], {"patches": np.concatenate([coarse[None], tiles])})[0]
            cells.append((column, row))
            low.append(features[0])
            high.append(features[1:])
    assert 12 < len(cells) < 35
    answer = SplitHead(BUNDLE, manifest["head"], 8)(np.stack(low), np.stack(high), np.array(cells))
    assert answer.global_attention.sum() == pytest.approx(1, abs=1e-5)
    reference = np.array(manifest["survival"]["reference"]["risks"])
    place = (reference < float(risk(torch.from_numpy(answer.output)))).mean()
    amounts = PhantomSpec(1, 2048, 2048, 0.5, truth["tumour_fraction"], truth["immune_infiltrate"])
    drawn = np.array([log_hazard(survival_spec(seed)) for seed in range(4000)])
    expected = (drawn < log_hazard(amounts)).mean()
    assert abs(place - expected) < 0.25, (place, expected)
