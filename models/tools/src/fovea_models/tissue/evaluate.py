"""Grouped cross-validation by case, and the figures that go into the card."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..evaluation import BagResult, judge
from ..figures import Interval, auc, best_dice, by_groups, figure
from .bags import MixedBag, test_mixtures, training_mixtures
from .data import AtlasSlide, Tile
from .features import View
from .train import TissueRecipe, folds_by_case, train_tissue

FOLDS = 9
"""As many as there are carcinoma cases: each fold leaves exactly one of them out (and two or three of the others)."""


@dataclass
class CrossValidation:
    """Held-out answers: of each atlas slide (by its fold's model), and of the mixtures by every fold's model."""

    slides: dict[str, list[BagResult]] = field(default_factory=dict)
    unseen_labels: dict[str, list[BagResult]] = field(default_factory=dict)
    mixtures: list[list[BagResult]] = field(default_factory=list)


def cross_validate(
    slides: list[AtlasSlide],
    tiles: list[Tile],
    views: list[View],
    recipe: TissueRecipe,
    seeds: tuple[int, ...],
) -> CrossValidation:
    """Every carcinoma and non-neoplastic case is left out once per seed; other neoplasms are only ever looked at."""
    known = [s for s in slides if s.label != "other-neoplasm"]
    others = [s for s in slides if s.label == "other-neoplasm"]
    fold_of = folds_by_case(known, FOLDS, seed=1)
    training, test = training_mixtures(tiles), test_mixtures(tiles)
    out = CrossValidation()
    for seed in seeds:
        for fold in range(FOLDS):
            kept = [s for s in known if fold_of[s.case] != fold]
            head, baseline = train_tissue(kept, training, views, recipe, seed)
            for slide in known:
                if fold_of[slide.case] == fold:
                    result = judge(head, baseline, views[0].slides[slide.name])
                    out.slides.setdefault(slide.name, []).append(result)
            for slide in others:
                out.unseen_labels.setdefault(slide.name, []).append(
                    judge(head, baseline, views[0].slides[slide.name])
                )
            out.mixtures.append([judge(head, baseline, bag_features(m, views[0])) for m in test])
    return out


def bag_features(mixture: MixedBag, view: View) -> np.ndarray:
    """float32 [n, D]."""
    return np.stack([view.tiles[name] for name in mixture.names])


def _logit(probability: float) -> float:
    p = float(np.clip(probability, 1e-7, 1 - 1e-7))
    return float(np.log(p / (1 - p)))


def case_auc(
    slides: list[AtlasSlide], results: dict[str, list[BagResult]], score: str
) -> tuple[Interval, int]:
    """AUC over cases; a case's score is the mean logit of its slides (over seeds); cases are redrawn."""
    known = [s for s in slides if s.name in results]
    cases = sorted({s.case for s in known})
    scores = np.array(
        [
            np.mean([_logit(getattr(r, score)) for s in known if s.case == c for r in results[s.name]])
            for c in cases
        ]
    )
    labels = np.array([any(s.label == "carcinoma" for s in known if s.case == c) for c in cases])
    return by_groups(lambda at: auc(scores[at], labels[at]), cases, labels.tolist()), len(cases)


def relevance_case_auc(slides: list[AtlasSlide], results: dict[str, list[BagResult]]) -> tuple[Interval, int]:
    """AUC over cases of the mean task relevance: whether the map, not the logit, tells the cases apart."""
    known = [s for s in slides if s.name in results]
    cases = sorted({s.case for s in known})
    scores = np.array(
        [np.mean([r.relevance.mean() for s in known if s.case == c for r in results[s.name]]) for c in cases]
    )
    labels = np.array([any(s.label == "carcinoma" for s in known if s.case == c) for c in cases])
    return by_groups(lambda at: auc(scores[at], labels[at]), cases, labels.tolist()), len(cases)


def mixture_figures(mixtures: list[MixedBag], runs: list[list[BagResult]], on: str) -> list[dict[str, Any]]:
    """Patch figures on mixed bags, averaged over the models in `runs`; bags are redrawn."""
    bags = np.arange(len(mixtures))

    def mean_auc(name: str) -> Interval:
        per_bag = np.array(
            [
                np.mean([auc(getattr(run[i], name), mixtures[i].carcinoma) for run in runs])
                for i in range(len(mixtures))
            ]
        )
        return by_groups(lambda at: float(per_bag[at].mean()), bags, np.zeros(len(bags)))

    def dice(name: str) -> float:
        truth = np.concatenate([m.carcinoma for m in mixtures])
        return float(
            np.mean([best_dice(np.concatenate([getattr(r, name) for r in run]), truth)[0] for run in runs])
        )

    n = sum(len(m.names) for m in mixtures)
    return [
        figure(
            "patch AUC of task relevance, mixed bags",
            mean_auc("relevance"),
            n,
            on,
            mean_auc("baseline_patches"),
        ),
        figure("patch AUC of top-down attention, mixed bags", mean_auc("top_down"), n, on),
        figure("patch AUC of bottom-up attention, mixed bags", mean_auc("bottom_up"), n, on),
        figure(
            "Dice of task relevance at the best threshold, mixed bags",
            dice("relevance"),
            n,
            on,
            dice("baseline_patches"),
        ),
    ]


def measure(slides: list[AtlasSlide], tiles: list[Tile], done: CrossValidation) -> list[dict[str, Any]]:
    """The manifest's figures; all by models that never saw the case (atlas) or the original (LC25000)."""
    mine, cases = case_auc(slides, done.slides, "probability")
    base, _ = case_auc(slides, done.slides, "baseline_probability")
    on = f"{cases} atlas cases ({len(done.slides)} slides), each left out once ({FOLDS}-fold by case)"
    by_relevance, _ = relevance_case_auc(slides, done.slides)
    figures = [
        figure("slide AUC by case", mine, cases, on, base),
        figure("slide AUC by case, mean task relevance as the score", by_relevance, cases, on, base),
    ]
    figures += mixture_figures(
        test_mixtures(tiles),
        done.mixtures,
        f"40 bags mixed from LC25000 test originals (30 normal, 3–19 carcinoma tiles), {FOLDS} fold models",
    )
    relevance = {
        label: np.concatenate([r.relevance for s in slides if s.label == label for r in pool.get(s.name, [])])
        for label, pool in (
            ("carcinoma", done.slides),
            ("non-neoplastic", done.slides),
            ("other-neoplasm", done.unseen_labels),
        )
    }
    for label, values in relevance.items():
        unseen = " (never trained on)" if label == "other-neoplasm" else ", left-out cases"
        where = f"patches of {label} slides{unseen}"
        figures.append(figure(f"mean task relevance, {label}", float(values.mean()), values.size, where))
        figures.append(
            figure(f"share of zero relevance, {label}", float((values == 0).mean()), values.size, where)
        )
    return figures


def slide_table(slides: list[AtlasSlide], done: CrossValidation) -> str:
    """Every slide's held-out answer as Markdown: score, baseline's score, share of patches above 0.3 relevance."""
    lines = [
        "| slide | organ | truth | score | mean pooling | patches with relevance > 0.3 |",
        "|---|---|---|---|---|---|",
    ]
    for slide in sorted(slides, key=lambda s: (s.label, s.name)):
        results = done.slides.get(slide.name) or done.unseen_labels[slide.name]
        score = np.mean([r.probability for r in results])
        base = np.mean([r.baseline_probability for r in results])
        share = np.mean([(r.relevance > 0.3).mean() for r in results])
        lines.append(
            f"| {slide.name} | {slide.organ} | {slide.label} | {score:.2f} | {base:.2f} | {share:.0%} |"
        )
    return "\n".join(lines)
