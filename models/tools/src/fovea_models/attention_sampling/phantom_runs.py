"""Training runs on phantom fields and what they say about fields of phantoms never trained on; every seed is here."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..figures import auc, by_groups, figure
from .checkpoint import load_checkpoint, save_checkpoint
from .colour_baseline import colour_right
from .evaluate import Judged, correct, judge
from .model import Config
from .phantom_fields import FieldPair, load_or_draw
from .phantom_slide import slide_figures
from .training import Recipe, train

PLAIN_SEEDS = range(400000, 400160, 2)
TRAIN_SEEDS = range(400001, 400160, 2)
HELD_OUT_SEEDS = range(430000, 430040)
TRAINING_SEED = 1
CONFIG = Config(classes=2, patch_px=20, step_px=5, samples=5, feature_widths=(16, 16, 16, 16))
RECIPE = Recipe(epochs=40, entropy=0.01, zoom=0.8, tint=0.2)
UNIFORM = replace(RECIPE, uniform=True)
DRAWS = 20
DRAW_SEED = 77
GOLDEN_SEED = 910002
MASS = "sampling probability on the nest (baseline: its share of the field)"
RANKS = "AUC of sampling probability for places on the nest"
PEAK = "largest sampling probability, times uniform (median)"
WAYS = {"attention": RECIPE, "uniform": UNIFORM}


def fields(pairs: list[FieldPair]) -> tuple[np.ndarray, np.ndarray]:
    """(images uint8 [2n, 320, 416, 3], labels [2n]): of each pair the field without, then with its nest."""
    return np.concatenate([pair.images for pair in pairs]), np.tile([0, 1], len(pairs))


def places_on_nest(pair: FieldPair, step_px: int) -> np.ndarray:
    """Places of the grid whose patch is centred on the nest, bool [h, w]."""
    height, width = pair.nest.shape
    return pair.nest[: height // step_px * step_px : step_px, : width // step_px * step_px : step_px]


def measure_and_train(cache: Path) -> None:
    """Leaves `attention.safetensors`, `uniform.safetensors` and `measured.json` in `cache`, where fields are kept too.

    Weights that lie there already are used as they are (delete them to train anew). Both runs take the same fixed number of
    epochs, and the held-out phantoms are only measured on; `phantom_notes.TRIED` says what was tried before, and on which.
    """
    train_pairs = load_or_draw(TRAIN_SEEDS, cache) + load_or_draw(PLAIN_SEEDS, cache, plain=True)
    images, labels = fields(train_pairs)
    for way, recipe in WAYS.items():
        if not (cache / f"{way}.safetensors").exists():
            print(way, flush=True)
            model = train(images, labels, CONFIG, recipe, TRAINING_SEED, lambda line: print(line, flush=True))
            save_checkpoint(model, cache / f"{way}.safetensors")
    write_figures(cache, train_pairs, load_or_draw(HELD_OUT_SEEDS, cache))


def write_figures(cache: Path, train_pairs: list[FieldPair], held_out: list[FieldPair]) -> None:
    """`measured.json` from the weights in `cache`; without the uniform run the figures have no baseline."""
    images, labels = fields(train_pairs)
    test, truth = fields(held_out)
    judged = {
        way: judge(load_checkpoint(cache / f"{way}.safetensors"), test, CONFIG.samples, DRAWS, DRAW_SEED)
        for way in WAYS
        if (cache / f"{way}.safetensors").exists()
    }
    colour = colour_right(images, labels, test, truth)
    slide = slide_figures(load_checkpoint(cache / "attention.safetensors"), DRAWS, DRAW_SEED)
    figures = measure(held_out, truth, judged["attention"], judged.get("uniform"), colour) + slide
    (cache / "measured.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")


def measure(
    pairs: list[FieldPair], truth: np.ndarray, mine: Judged, even: Judged | None, colour: np.ndarray
) -> list[dict[str, Any]]:
    """The manifest's figures; intervals redraw pairs."""
    pair = np.arange(len(truth)) // 2
    same = np.zeros(len(truth))
    seeds = (
        f"{len(truth)} fields of {len(pairs)} phantoms never trained on ({pairs[0].seed}–{pairs[-1].seed})"
    )
    drawn = f"{seeds}, {CONFIG.samples} places drawn, mean of {DRAWS} draws"

    def mean(values: np.ndarray, rows: np.ndarray) -> Any:
        return by_groups(lambda at: float(values[rows[at]].mean()), pair[rows], same[rows])

    def beside(rows: np.ndarray) -> Any:
        return None if baseline is None else mean(baseline, rows)

    every, nests = np.arange(len(truth)), np.flatnonzero(truth)
    right = correct(mine, truth)
    baseline = None if even is None else correct(even, truth)
    figures = [
        figure("accuracy", mean(right, every), len(truth), drawn, beside(every)),
        figure(
            "accuracy with the most attended places",
            mean((mine.attended.argmax(1) == truth).astype(float), every),
            len(truth),
            seeds,
        ),
        figure("accuracy of mean colour alone", mean(colour.astype(float), every), len(truth), seeds),
    ]
    for name, rows in (("sensitivity", nests), ("specificity", np.flatnonzero(truth == 0))):
        figures.append(figure(name, mean(right, rows), len(rows), drawn, beside(rows)))
    on = [places_on_nest(p, CONFIG.step_px) for p in pairs]
    maps = mine.attention[1::2]
    share = np.array([a[t].sum() for a, t in zip(maps, on, strict=True)])
    area = np.array([t.mean() for t in on])
    where = f"the {len(pairs)} of these fields with a nest"
    rows = np.arange(len(pairs))

    def over(values: np.ndarray) -> Any:
        return by_groups(lambda at: float(values[at].mean()), rows, np.zeros(len(rows)))

    figures.append(figure(MASS, over(share), len(pairs), where, float(area.mean())))
    ranks = np.array([auc(a.ravel(), t.ravel()) for a, t in zip(maps, on, strict=True)])
    figures.append(figure(RANKS, over(ranks), len(pairs), where, 0.5))
    peak = np.array([float(a.max() * a.size) for a in mine.attention])
    figures.append(figure(PEAK, float(np.median(peak)), len(peak), seeds))
    return figures
