"""The generator: same seed same slide, truth where the picture shows it, amounts that follow the parameters."""

import json

import numpy as np
import pytest
import tifffile

from fovea_models.__main__ import main
from fovea_models.phantom import PhantomSpec, plan_layout, render_block, render_slide
from fovea_models.phantom.bags import TEXTURES, cut_bag
from fovea_models.phantom.nuclei import LYMPHOCYTE, TUMOUR
from fovea_models.phantom.tiff import halve
from fovea_models.phantom.truth import patch_truth, read_mask, truth, tumour_mask

SPEC = PhantomSpec(seed=77, width=1536, height=1280, tumour_fraction=0.15)


def test_same_seed_same_pixels_and_blocks_agree() -> None:
    layout = plan_layout(SPEC)
    whole = render_slide(layout, 512)
    assert np.array_equal(whole, render_slide(plan_layout(SPEC), 512))
    other = render_block(layout, 300, 400, 500, 300)
    assert np.abs(other.astype(int) - whole[400:700, 300:800]).max() <= 1
    different = render_slide(plan_layout(PhantomSpec(seed=78, width=1536, height=1280)), 512)
    assert np.abs(different.astype(int) - whole).mean() > 3


def test_nests_are_darker_and_bluer_than_stroma() -> None:
    layout = plan_layout(SPEC)
    image = render_slide(layout).astype(float)
    mask = np.kron(tumour_mask(layout), np.ones((16, 16)))[:1280, :1536].astype(bool)
    tissue = np.kron(layout.tissue > 0, np.ones((16, 16)))[:1280, :1536].astype(bool) & ~mask
    assert image[mask].mean() < image[tissue].mean() - 25
    assert image[~mask & ~tissue].mean() > 225
    assert image[mask][:, 0].mean() < image[mask][:, 2].mean()  # red is absorbed most where nuclei crowd


def test_amounts_are_controlled_independently() -> None:
    def counts(**amounts: float) -> tuple[float, float, float]:
        layout = plan_layout(PhantomSpec(seed=5, width=4096, height=3072, **amounts))
        kinds = layout.nuclei[:, 2]
        tissue = (layout.tissue > 0).sum()
        return tumour_mask(layout).sum() / tissue, (kinds == TUMOUR).sum(), (kinds == LYMPHOCYTE).sum()

    few, some = counts(tumour_fraction=0.05), counts(tumour_fraction=0.2)
    assert few[0] == pytest.approx(0.05, abs=0.025) and some[0] == pytest.approx(0.2, abs=0.04)
    assert some[1] > 2 * few[1]
    calm, inflamed = counts(immune_infiltrate=0.0), counts(immune_infiltrate=1.0)
    assert inflamed[2] > 5 * calm[2]
    assert inflamed[0] == pytest.approx(calm[0], abs=1e-9)
    none = counts(tumour_fraction=0.0)
    assert none[:2] == (0, 0)


def test_written_slide_and_truth(tmp_path) -> None:
    out = tmp_path / "p.tif"
    assert main(["phantom", str(out), "--seed", "77", "--width", "1536", "--height", "1280"]) == 0
    stored = json.loads((tmp_path / "p.truth.json").read_text())
    layout = plan_layout(PhantomSpec(seed=77, width=1536, height=1280))
    assert stored == json.loads(json.dumps(truth(layout)))
    assert np.array_equal(read_mask(stored["tumour_mask"]), tumour_mask(layout))
    with tifffile.TiffFile(out) as tiff:
        assert [page.shape for page in tiff.pages] == [(1280, 1536, 3), (640, 768, 3), (320, 384, 3)]
        first = tiff.pages[0]
        assert first.tags["XResolution"].value == (20000, 1) and first.tags["ResolutionUnit"].value == 3
        assert "not tissue" in first.description and first.is_tiled and first.compression.name == "JPEG"
        stored_image = first.asarray().astype(int)
    assert np.abs(stored_image - render_slide(layout)).mean() < 4


def test_openslide_knows_the_spacing(tmp_path) -> None:
    openslide = pytest.importorskip("openslide")
    out = tmp_path / "p.tif"
    main(["phantom", str(out), "--seed", "3", "--width", "1024", "--height", "1024"])
    slide = openslide.OpenSlide(str(out))
    assert slide.properties["openslide.vendor"] == "generic-tiff"
    assert float(slide.properties["openslide.mpp-x"]) == pytest.approx(0.5)


def test_bag_tells_what_is_in_its_patches() -> None:
    bag = cut_bag(SPEC)
    assert bag.patches.shape[1:] == (128, 128, 3) and bag.label == 1
    tumour = bag.texture[:, TEXTURES.index("tumour")]
    assert np.corrcoef(tumour, bag.nest)[0, 1] > 0.9
    dark = (bag.patches.mean(3) < 140).mean((1, 2))
    assert np.corrcoef(dark, bag.nest)[0, 1] > 0.7


def test_halving_and_patch_truth_by_hand() -> None:
    image = np.array([[[1], [2]], [[3], [4]], [[9], [9]]], np.uint8)
    assert halve(image).tolist() == [[[3]]]  # 2.5 rounds up, the odd row is dropped
    mask = np.zeros((4, 4), bool)
    mask[1:3, 2:] = True
    boxes = np.array([[16, 8, 16, 16], [0, 0, 32, 32], [-32, 0, 16, 16]])
    assert patch_truth(mask, 8.0, boxes).tolist() == [1.0, 0.25, 0.0]
