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
    """Seeds whose attention run is finished, with the uniform run where that is. Raises FileNotFoundError where there is none."""
    found: Answers = {}
    for seed in SEEDS:
        paths = {way: run_path(cache, seed, way).with_suffix(".json") for way in WAYS}
        ways = {way: json.loads(path.read_text()) for way, path in paths.items() if path.exists()}
        if "attention" in ways:
            found[seed] = ways
    if not found:
        raise FileNotFoundError("no attention run is finished")
    return found


def right(answers: dict[str, Any], part: str, count: int, what: str = "right") -> np.ndarray:
    """Per image of a part: share of draws that are right (or another of `answers_of`'s columns), float64 [n]."""
    return np.array(answers[part]["counts"][str(count)][what], float)


def shipped_seed(answers: Answers) -> int:
    """The attention run that is right most often on the validation part with the first of `COUNTS` (ties: first seed)."""
    return max(
        answers, key=lambda seed: (right(answers[seed]["attention"], "validation", COUNTS[0]).mean(), -seed)
    )


def _even_runs(answers: Answers, count: int) -> np.ndarray | None:
    """Accuracy of each run with even places on the test part, or None where one is not finished."""
    if any("uniform" not in ways for ways in answers.values()):
        return None
    return np.array([right(ways["uniform"], "test", count).mean() for ways in answers.values()])


def _deviation(values: np.ndarray) -> float:
    """Of a sample of runs."""
    return float(values.std(ddof=1))


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


def attention_note(answers: Answers) -> str:
    """What drawing by attention gained over even places, in words, from the runs of which both are finished."""
    both = [ways for ways in answers.values() if "uniform" in ways]
    if not both:
        return "The runs with even places are not finished: whether attention gained anything is not known."
    gains = []
    for count in COUNTS:
        each = [
            right(w["attention"], "test", count).mean() - right(w["uniform"], "test", count).mean()
            for w in both
        ]
        gains.append(
            f"{np.mean(each):+.3f} with {count} patches (by run: {', '.join(f'{g:+.3f}' for g in each)})"
        )
    return (
        f"Held-out accuracy with places drawn by attention, less that with even places: {'; '.join(gains)}. "
        "Near zero means that what tells these images apart is spread over the whole image: little to gain from looking in the "
        "right place."
    )


def measure(answers: Answers, parts: dict[str, Images]) -> list[dict[str, Any]]:
    """The manifest's figures, all on the test part."""
    test = parts["test"]
    n, best = len(test.labels), shipped_seed(answers)
    strata = [CLASSES[label] for label in test.labels]
    on = f"{n} held-out images, mean of {DRAWS} draws"

    def over_images(values: np.ndarray) -> Interval:
        return by_groups(lambda at: float(values[at].mean()), np.arange(n), strata)

    figures = []
    for count in COUNTS:
        mine = np.array([right(ways["attention"], "test", count).mean() for ways in answers.values()])
        even = _even_runs(answers, count)
        runs = "one run" if len(mine) == 1 else f"{len(mine)} runs"
        spread = f"{runs}; baseline: the same with even places"
        name = f"accuracy, {count} patches, mean over runs"
        baseline = None if even is None else float(even.mean())
        figures.append(figure(name, mine.mean(), n, f"{on}; {spread}", baseline))
        if len(mine) > 1:
            name = f"standard deviation of that over runs, {count} patches"
            baseline = None if even is None else _deviation(even)
            figures.append(figure(name, _deviation(mine), len(mine), spread, baseline))
    shipped, beside = answers[best]["attention"], answers[best].get("uniform")
    for count in COUNTS:
        value = over_images(right(shipped, "test", count))
        baseline = None if beside is None else over_images(right(beside, "test", count))
        figures.append(figure(f"accuracy of the run that ships, {count} patches", value, n, on, baseline))
    for label, name in enumerate(CLASSES):
        values = right(shipped, "test", COUNTS[0])[test.labels == label]
        figures.append(
            figure(f"recall of {name}, run that ships, {COUNTS[0]} patches", values.mean(), len(values), on)
        )
    attended = over_images(right(shipped, "test", COUNTS[0], "attended"))
    agreeing = over_images(right(shipped, "test", COUNTS[0], "agreeing"))
    name = f"{COUNTS[0]} most attended places instead of drawn: accuracy"
    figures.append(figure(name, attended, n, f"{n} held-out images"))
    figures.append(
        figure(f"share of draws that give the commonest answer, {COUNTS[0]} patches", agreeing, n, on)
    )
    colour = colour_right(parts["train"].images, parts["train"].labels, test.images, test.labels)
    figures.append(
        figure("accuracy of mean colour alone", over_images(colour.astype(float)), n, f"{n} held-out images")
    )
    peak = float(np.median(shipped["test"]["largest_n_attention"]))
    figures.append(
        figure("largest sampling probability, times uniform (median)", peak, n, f"{n} held-out images")
    )
    return figures
