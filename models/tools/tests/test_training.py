"""Training, figures and standardisation on toy bags with known answers."""

import numpy as np
import pytest
import torch

from fovea_models.figures import auc, best_dice, by_groups
from fovea_models.tda_mil import Config
from fovea_models.tda_mil.training import Bag, Recipe, train_head, train_mean_pooling
from fovea_models.tissue.standardise import fit_standardisation, fold_baseline, fold_head


def toy_bags(count: int, seed: int, offset: float = 0.0) -> tuple[list[Bag], list[np.ndarray]]:
    """Positive bags hold 15 % patches shifted along one direction; only the bag's label is given."""
    rng = np.random.default_rng(seed)
    bags, truths = [], []
    for i in range(count):
        features = rng.standard_normal((40, 12)).astype(np.float32)
        truth = np.zeros(40, bool)
        if i % 2:
            truth[:6] = True
            features[:6, :3] += 2.5
        bags.append(Bag([features * 3 + offset], i % 2))
        truths.append(truth)
    return bags, truths


def test_head_learns_where_from_slide_labels_alone() -> None:
    train, _ = toy_bags(40, 0, offset=5.0)
    standardise = fit_standardisation(np.concatenate([bag.views[0] for bag in train]))
    scaled = [Bag([standardise(bag.views[0])], bag.label) for bag in train]
    recipe = Recipe(steps=250, bags_per_step=8, bag_sizes=(20, 30), learning_rate=2e-3)
    head = train_head(Config(12, 16, 4, 2, 2), scaled, recipe, seed=0)
    baseline = train_mean_pooling(scaled, recipe, 2, seed=0)
    whole, plain = fold_head(head, standardise), fold_baseline(baseline, standardise)
    test, truths = toy_bags(20, 1, offset=5.0)
    scores, labels, patch = [], [], []
    with torch.no_grad():
        for bag, truth in zip(test, truths, strict=True):
            raw = torch.from_numpy(bag.views[0])
            answer = whole(raw)
            scaled_raw = torch.from_numpy(standardise(bag.views[0]))
            torch.testing.assert_close(answer.logits, head(scaled_raw).logits, atol=2e-4, rtol=1e-4)
            torch.testing.assert_close(plain(raw), baseline(scaled_raw), atol=2e-4, rtol=1e-4)
            scores.append(float(answer.logits[1] - answer.logits[0]))
            labels.append(bag.label)
            if bag.label:
                patch.append(auc(answer.relevance.numpy(), truth))
    assert auc(np.array(scores), np.array(labels)) > 0.9
    assert np.mean(patch) > 0.9


def test_same_seed_same_weights() -> None:
    bags, _ = toy_bags(8, 2)
    recipe = Recipe(steps=5, bag_sizes=(10,))
    a, b, c = (train_head(Config(12, 8, 2, 2, 2), bags, recipe, seed) for seed in (3, 3, 4))
    assert torch.equal(a.task, b.task) and not torch.equal(a.task, c.task)


def test_auc_and_dice_by_hand() -> None:
    scores, labels = np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1])
    assert auc(scores, labels) == 0.75
    assert auc(np.ones(4), labels) == 0.5
    assert np.isnan(auc(scores, np.ones(4)))
    assert best_dice(scores, labels) == (pytest.approx(0.8), pytest.approx(0.35))
    assert best_dice(np.zeros(4), labels)[0] == pytest.approx(2 / 3)


def test_intervals_redraw_groups_within_strata() -> None:
    values = np.repeat([0.0, 1.0, 0.0, 1.0], 50)
    groups = np.repeat([0, 1, 2, 3], 50)
    by_slide = by_groups(lambda at: float(values[at].mean()), groups, np.zeros(200))
    assert by_slide.value == 0.5 and by_slide.low <= 0.05 and by_slide.high >= 0.95
    held = by_groups(lambda at: float(values[at].mean()), groups, values)
    assert (held.low, held.high) == (0.5, 0.5)
