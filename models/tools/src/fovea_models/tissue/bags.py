"""Bags for training and testing: atlas slides, and bags mixed from LC25000 tiles whose label follows from the mixture."""

from dataclasses import dataclass

import numpy as np

from ..tda_mil.training import Bag
from .data import AtlasSlide, Tile
from .features import View

ORGANS = ("lung", "colon")


@dataclass(frozen=True)
class MixedBag:
    """Tiles of one organ; `carcinoma` bool [n] tells which of them show carcinoma."""

    names: tuple[str, ...]
    carcinoma: np.ndarray


def mix(tiles: list[Tile], seed: int, count: int, normal: int, planted: tuple[int, int]) -> list[MixedBag]:
    """`count` bags, organs in turn: `normal` normal tiles and `planted` (from, below) carcinoma tiles."""
    rng = np.random.default_rng(seed)
    bags = []
    for i in range(count):
        own = [tile for tile in tiles if tile.kind.startswith(ORGANS[i % len(ORGANS)])]
        benign, malignant = [t for t in own if not t.carcinoma], [t for t in own if t.carcinoma]
        chosen = [benign[j] for j in rng.choice(len(benign), min(normal, len(benign)), replace=False)]
        chosen += [malignant[j] for j in rng.choice(len(malignant), rng.integers(*planted), replace=False)]
        bags.append(MixedBag(tuple(t.file.name for t in chosen), np.array([t.carcinoma for t in chosen])))
    return bags


def training_mixtures(tiles: list[Tile]) -> list[MixedBag]:
    """Twelve bags without and twelve with 4–30 carcinoma tiles, from the training originals."""
    train = [tile for tile in tiles if tile.split == "train"]
    return mix(train, 21, 12, 50, (0, 1)) + mix(train, 22, 12, 40, (4, 30))


def test_mixtures(tiles: list[Tile]) -> list[MixedBag]:
    """Forty bags of 30 normal and 3–19 carcinoma tiles, from the test originals."""
    return mix([tile for tile in tiles if tile.split == "test"], 23, 40, 30, (3, 20))


def slide_bags(slides: list[AtlasSlide], views: list[View]) -> list[Bag]:
    """One bag per slide; every case weighs the same."""
    weight = {slide.case: 1 / sum(s.case == slide.case for s in slides) for slide in slides}
    return [
        Bag([view.slides[s.name] for view in views], int(s.label == "carcinoma"), weight[s.case])
        for s in slides
    ]


def mixture_bags(mixtures: list[MixedBag], views: list[View], weight: float) -> list[Bag]:
    """Training bags of mixtures."""
    return [
        Bag(
            [np.stack([view.tiles[name] for name in m.names]) for view in views],
            int(m.carcinoma.any()),
            weight,
        )
        for m in mixtures
    ]
