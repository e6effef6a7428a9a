"""One training run of the tissue head: standardisation, head and baseline from a set of slides and mixtures."""

from dataclasses import dataclass, field

import numpy as np

from ..tda_mil import Config, TdaMil
from ..tda_mil.training import Bag, MeanPooling, Recipe, train_head, train_mean_pooling
from .bags import MixedBag, mixture_bags, slide_bags
from .data import AtlasSlide
from .features import View
from .standardise import fit_standardisation, fold_baseline, fold_head


@dataclass(frozen=True)
class TissueRecipe:
    """Everything that is chosen about the head."""

    width: int = 64
    heads: int = 4
    blocks: int = 2
    mixture_weight: float = 0.5
    head: Recipe = field(default_factory=Recipe)
    baseline: Recipe = field(default_factory=Recipe)


def train_tissue(
    slides: list[AtlasSlide], mixtures: list[MixedBag], views: list[View], recipe: TissueRecipe, seed: int
) -> tuple[TdaMil, MeanPooling]:
    """Head and baseline that take the encoder's features as they are; trained on `slides` and `mixtures` alone."""
    raw = slide_bags(slides, views) + mixture_bags(mixtures, views, recipe.mixture_weight)
    standardise = fit_standardisation(np.concatenate([bag.views[0] for bag in raw]))
    bags = [Bag([standardise(view) for view in bag.views], bag.label, bag.weight) for bag in raw]
    config = Config(len(standardise.mean), recipe.width, recipe.heads, recipe.blocks, classes=2)
    head = train_head(config, bags, recipe.head, seed)
    baseline = train_mean_pooling(bags, recipe.baseline, 2, seed)
    return fold_head(head, standardise), fold_baseline(baseline, standardise)


def folds_by_case(slides: list[AtlasSlide], count: int, seed: int) -> dict[str, int]:
    """Case → fold, carcinoma cases and the others spread evenly."""
    rng = np.random.default_rng(seed)
    carcinoma = sorted({s.case for s in slides if s.label == "carcinoma"})
    others = sorted({s.case for s in slides} - set(carcinoma))
    return {
        case: i % count
        for group in (carcinoma, others)
        for i, case in enumerate(rng.permutation(group).tolist())
    }
