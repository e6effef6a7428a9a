"""Training of attention sampling on toy images, the splits, and what the phantom fields hold."""

import numpy as np
import torch
from scipy import ndimage

from fovea_models.attention_sampling.augment import look
from fovea_models.attention_sampling.colour_baseline import colour_right
from fovea_models.attention_sampling.evaluate import correct, judge
from fovea_models.attention_sampling.lymphoma_data import split_names
from fovea_models.attention_sampling.model import Config
from fovea_models.attention_sampling.phantom_fields import FIELD_PX, draw_pair
from fovea_models.attention_sampling.phantom_runs import (
    HELD_OUT_SEEDS,
    PLAIN_SEEDS,
    TRAIN_SEEDS,
    places_on_nest,
)
from fovea_models.attention_sampling.training import Recipe, train

CONFIG = Config(
    classes=2, patch_px=8, step_px=4, samples=3, attention_widths=(4, 4, 4), feature_widths=(8, 8)
)
RECIPE = Recipe(epochs=30, entropy=0.01, zoom=0.9, contrast=0.05, learning_rate=5e-3)


def toy(count: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Grey noise with a small square whose tint is the class: images [n, 40, 48, 3], labels [n], truth [n, 10, 12]."""
    rng = np.random.default_rng(seed)
    images = rng.integers(90, 130, (count, 40, 48, 3)).astype(np.uint8)
    truth = np.zeros((count, 10, 12), bool)
    labels = np.arange(count) % 2
    for image, label, mask in zip(images, labels, truth, strict=True):
        row, column = rng.integers(1, 8), rng.integers(1, 10)
        image[row * 4 : row * 4 + 8, column * 4 : column * 4 + 8] = (230, 60, 90) if label else (60, 230, 90)
        mask[row : row + 3, column : column + 3] = True  # patches that touch it
    return images, labels, truth


def test_reinforce_learns_where_the_classes_differ_and_beats_even_places() -> None:
    images, labels, _ = toy(64, 1)
    unseen, answers, truth = toy(40, 2)
    model = train(images, labels, CONFIG, RECIPE, 3, lambda line: None)
    judged = judge(model, unseen, CONFIG.samples, 10, 0)
    share = np.mean([a[t].sum() for a, t in zip(judged.attention, truth, strict=True)])
    assert share > 3 * truth.mean()
    even = train(images, labels, CONFIG, Recipe(**{**RECIPE.__dict__, "uniform": True}), 3, lambda line: None)
    flat = judge(even, unseen, CONFIG.samples, 10, 0)
    assert all(np.allclose(a, a.mean(), rtol=1e-5) for a in flat.attention)
    assert correct(judged, answers).mean() > correct(flat, answers).mean() + 0.1


def test_the_same_seed_gives_the_same_weights() -> None:
    images, labels, _ = toy(16, 1)
    short = Recipe(epochs=2)
    first, again, other = (
        train(images, labels, CONFIG, short, seed, lambda line: None).state_dict() for seed in (5, 5, 6)
    )
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["attention.last.weight"], other["attention.last.weight"])


def test_a_look_keeps_shape_and_range_and_can_be_the_identity_but_for_flips() -> None:
    planes = torch.rand(6, 3, 20, 31)
    seen = look(planes, 0.6, 0.1, np.random.default_rng(0))
    assert seen.shape == planes.shape and float(seen.min()) >= 0 and float(seen.max()) <= 1
    plain = look(planes, 1.0, 0.0, np.random.default_rng(0))
    for image, was in zip(plain, planes, strict=True):
        flips = [was, was.flip(1), was.flip(2), was.flip(1, 2)]
        assert min(float((image - flip).abs().max()) for flip in flips) < 1e-4


def test_the_split_is_stratified_and_its_parts_share_no_image() -> None:
    names = [f"{label}/{i:03d}.jpg" for label, n in (("CLL", 91), ("FL", 111), ("MCL", 98)) for i in range(n)]
    parts = split_names(names)
    assert sorted(name for own in parts.values() for name in own) == sorted(names)
    assert {part: len(own) for part, own in parts.items()} == {"test": 60, "validation": 36, "train": 204}
    assert [sum(n.startswith(c) for n in parts["test"]) for c in ("CLL", "FL", "MCL")] == [18, 22, 20]
    assert parts == split_names(names[::-1])


def test_mean_colour_tells_coloured_images_apart_and_only_those() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(40) % 2
    images = rng.integers(100, 120, (40, 16, 16, 3)).astype(np.uint8)
    tinted = images + (labels[:, None, None, None] * np.array([15, 0, 0])).astype(np.uint8)
    assert colour_right(tinted[:20], labels[:20], tinted[20:], labels[20:]).all()
    assert colour_right(images[:20], labels[:20], images[20:], labels[20:]).mean() < 0.9


def test_a_pair_of_phantom_fields_differs_only_by_a_small_nest_that_lies_inside() -> None:
    pair = draw_pair(990001)
    assert pair.images.shape == (2, FIELD_PX[1], FIELD_PX[0], 3)
    assert 0.01 < pair.nest.mean() < 0.08
    assert not (pair.nest[0].any() or pair.nest[-1].any() or pair.nest[:, 0].any() or pair.nest[:, -1].any())
    without, with_nest = pair.images.astype(float)
    changed = np.abs(with_nest - without).max(2) > 40
    around = ndimage.binary_dilation(pair.nest, iterations=8)
    assert changed[pair.nest].mean() > 0.2 and changed[~around].mean() < 0.01
    # what takes the nest's place is about as dark: colour alone must not tell
    means = [image[pair.nest].mean() for image in (without, with_nest)]
    assert abs(means[0] - means[1]) < 25
    on = places_on_nest(pair, 5)
    assert on.shape == (64, 83) and abs(on.mean() - pair.nest.mean()) < 0.01
    assert not {*TRAIN_SEEDS, *PLAIN_SEEDS} & set(HELD_OUT_SEEDS) and max(HELD_OUT_SEEDS) < 900000
