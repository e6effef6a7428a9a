"""Measured figures with 95 % intervals by resampling whole slides or cases (patches of one slide are not independent)."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.stats import beta, rankdata

RESAMPLES = 1000


class Interval(NamedTuple):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


def auc(scores: np.ndarray, labels: np.ndarray) -> float:
    """Area under the ROC curve (ties count half); NaN where only one class is present."""
    labels = np.asarray(labels).astype(bool)
    positives, negatives = int(labels.sum()), int((~labels).sum())
    if not positives or not negatives:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def best_dice(scores: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """(largest Dice over all thresholds `score >= t`, that t)."""
    labels = np.asarray(labels).astype(bool)
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(labels[order])
    dice = 2 * hits / (np.arange(1, len(scores) + 1) + labels.sum())
    ends = np.append(np.diff(scores[order]) != 0, True)  # a threshold cannot fall between equal scores
    best = int(np.argmax(np.where(ends, dice, -1)))
    return float(dice[best]), float(scores[order][best])


def by_groups(
    measure: Callable[[np.ndarray], float], groups: Sequence[Any], strata: Sequence[Any], seed: int = 0
) -> Interval:
    """`measure(indices)` on everything, and its 2.5th and 97.5th percentile when groups are redrawn within each stratum.

    `groups[i]` says which group item i belongs to, `strata[i]` the stratum (for instance the label) of that group.
    Where every redraw gives the same 0 or 1, redrawing cannot tell the spread: then Clopper and Pearson's exact interval of
    as many hits or misses as there are groups.
    """
    rng = np.random.default_rng(seed)
    items: dict[Any, list[int]] = {}
    stratum: dict[Any, Any] = {}
    for i, (group, level) in enumerate(zip(groups, strata, strict=True)):
        items.setdefault(group, []).append(i)
        stratum[group] = level
    levels = [[g for g in items if stratum[g] == level] for level in sorted(set(strata), key=str)]
    drawn = []
    for _ in range(RESAMPLES):
        chosen = [g for level in levels for g in rng.choice(np.array(level, dtype=object), len(level))]
        value = measure(np.concatenate([items[g] for g in chosen]))
        if not np.isnan(value):
            drawn.append(value)
    value = measure(np.arange(len(groups)))
    if value in (0, 1) and set(drawn) == {value}:
        return Interval(value, *exact_bounds(len(items) * int(value), len(items)))
    return Interval(value, *(float(np.percentile(drawn, q)) for q in (2.5, 97.5)))


def exact_bounds(hits: int, n: int) -> tuple[float, float]:
    """Clopper and Pearson's 95 % interval of a share of `hits` in `n` (1934), from quantiles of the beta distribution."""
    low = 0.0 if hits == 0 else float(beta.ppf(0.025, hits, n - hits + 1))
    high = 1.0 if hits == n else float(beta.ppf(0.975, hits + 1, n - hits))
    return low, high


def figure(
    name: str, interval: Interval | float, n: int, on: str, baseline: Interval | float | None = None
) -> dict[str, Any]:
    """One entry of the manifest's `figures`."""

    def plain(value: float) -> float:
        return round(float(value), 4)

    bare = not isinstance(interval, Interval)
    base = baseline.value if isinstance(baseline, Interval) else baseline
    return {
        "name": name,
        "value": plain(interval if bare else interval.value),
        "low": None if bare else plain(interval.low),
        "high": None if bare else plain(interval.high),
        "n": int(n),
        "on": on,
        "baseline": None if base is None else plain(base),
    }
