"""Figures of the lymphoma runs on the test part: mean and spread over runs, intervals over images, baselines."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from ..figures import Interval, by_groups, figure
from .colour_baseline import colour_right
from .lymphoma_data import CLASSES, Images
from .lymphoma_runs import COUNTS, DRAWS, SEEDS, WAYS, run_path

Answers = dict[int, dict[str, dict[str, Any]]]
"""Of each finished seed: by way (`attention`, `uniform`), what `answers_of` found."""


def load_answers(cache: Path) -> Answers:
    """Seeds of which both runs, by attention and with even places, are finished. Raises FileNotFoundError where none is."""
    found: Answers = {}
    for seed in SEEDS:
        paths = {way: run_path(cache, seed, way).with_suffix(".json") for way in WAYS}
        if all(path.exists() for path in paths.values()):
            found[seed] = {way: json.loads(path.read_text()) for way, path in paths.items()}
    if not found:
        raise FileNotFoundError("no seed has both its runs finished")
    return found


def right(answers: dict[str, Any], part: str, count: int, what: str = "right") -> np.ndarray:
    """Per image of a part: share of draws that are right (or another of `answers_of`'s columns), float64 [n]."""
    return np.array(answers[part]["counts"][str(count)][what], float)


def shipped_seed(answers: Answers) -> int:
    """The attention run that is right most often on the validation part with the first of `COUNTS` (ties: first seed)."""
    return max(
        answers, key=lambda seed: (right(answers[seed]["attention"], "validation", COUNTS[0]).mean(), -seed)
    )


def gain_name(count: int) -> str:
    """Name of the figure that says what attention gained with so many patches."""
    return f"accuracy by attention less that with even places, {count} patches"


def accuracy_name(runs: int, count: int) -> str:
    """Name of the figure on the accuracy of the run that ships."""
    return f"accuracy of the {'one run' if runs == 1 else 'run that ships'}, {count} patches"


def spread_name(name: str) -> str:
    """Name of the figure on how another figure varies from run to run."""
    return f"standard deviation over runs: {name}"


def recall_name(label: str) -> str:
    """Name of the figure on one class's recall."""
    return f"recall of {label}, {COUNTS[0]} patches"


COLOUR = "accuracy of mean colour alone"


def runs_table(answers: Answers) -> str:
    """Accuracy of every run as Markdown."""
    columns = [f"{part}, {count} patches" for part in ("validation", "test") for count in COUNTS]
    lines = [f"| seed | places | {' | '.join(columns)} |", "|---|---|" + "---|" * len(columns)]
    for seed, ways in answers.items():
        for way, own in ways.items():
            cells = [f"{right(own, p, c).mean():.3f}" for p in ("validation", "test") for c in COUNTS]
            places = "by attention" if way == "attention" else "even"
            lines.append(f"| {seed} | {places} | {' | '.join(cells)} |")
    return "\n".join(lines)


def measure(answers: Answers, parts: dict[str, Images]) -> list[dict[str, Any]]:
    """The manifest's figures, all on the test part."""
    test = parts["test"]
    n, runs = len(test.labels), len(answers)
    strata = [CLASSES[label] for label in test.labels]
    on = f"{n} held-out images, mean of {DRAWS} draws"

    def over_images(values: np.ndarray, rows: np.ndarray | None = None) -> Interval:
        rows = np.arange(n) if rows is None else rows
        return by_groups(lambda at: float(values[rows[at]].mean()), rows, [strata[row] for row in rows])

    figures = []
    for count in COUNTS:
        mine, even = (
            np.stack([right(ways[way], "test", count) for ways in answers.values()]) for way in WAYS
        )
        if runs > 1:
            each = {way: values.mean(1) for way, values in zip(WAYS, (mine, even), strict=True)}
            figures += _over_runs(
                f"accuracy, mean over {runs} runs, {count} patches", each, n, f"{on}; {runs} runs"
            )
        gained = over_images((mine - even).mean(0))
        where = f"{on}; {'one run' if runs == 1 else f'mean over {runs} runs'} of each"
        figures.append(figure(gain_name(count), gained, n, where))
        if runs > 1:
            spread = float((mine - even).mean(1).std(ddof=1))
            figures.append(figure(spread_name(gain_name(count)), spread, runs, where))
    shipped, beside = (answers[shipped_seed(answers)][way] for way in WAYS)
    for count in COUNTS:
        value, baseline = (over_images(right(run, "test", count)) for run in (shipped, beside))
        figures.append(figure(accuracy_name(runs, count), value, n, on, baseline))
    for label, name in enumerate(CLASSES):
        rows = np.flatnonzero(test.labels == label)
        recall = over_images(right(shipped, "test", COUNTS[0]), rows)
        figures.append(figure(recall_name(name), recall, len(rows), on))
    attended = over_images(right(shipped, "test", COUNTS[0], "attended"))
    agreeing = over_images(right(shipped, "test", COUNTS[0], "agreeing"))
    name = f"{COUNTS[0]} most attended places instead of drawn: accuracy"
    figures.append(figure(name, attended, n, f"{n} held-out images"))
    figures.append(
        figure(f"share of draws that give the commonest answer, {COUNTS[0]} patches", agreeing, n, on)
    )
    colour = colour_right(parts["train"].images, parts["train"].labels, test.images, test.labels)
    figures.append(figure(COLOUR, over_images(colour.astype(float)), n, f"{n} held-out images"))
    peak = float(np.median(shipped["test"]["largest_n_attention"]))
    figures.append(
        figure("largest sampling probability, times uniform (median)", peak, n, f"{n} held-out images")
    )
    return figures


def _over_runs(name: str, each: dict[str, np.ndarray], n: int, on: str) -> list[dict[str, Any]]:
    """Mean and standard deviation over runs; `each` holds the runs' values by way."""
    mine, even = (each[way] for way in WAYS)
    return [
        figure(name, mine.mean(), n, on, even.mean()),
        figure(spread_name(name), mine.std(ddof=1), len(mine), on, even.std(ddof=1)),
    ]
