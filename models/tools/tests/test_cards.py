"""Cards: tables and sentences are what the manifest's figures say, in every bundle that ships."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fovea_models.attention_sampling import lymphoma_notes, phantom_notes
from fovea_models.attention_sampling.lymphoma_figures import (
    COLOUR,
    accuracy_name,
    gain_name,
    recall_name,
    spread_name,
)
from fovea_models.attention_sampling.lymphoma_runs import COUNTS
from fovea_models.attention_sampling.phantom_runs import MASS, PEAK, RANKS
from fovea_models.bundle.card import FIGURES, figures_table, write_card
from fovea_models.dsca_phantom import about as dsca_about
from fovea_models.dsca_phantom.figures import GAIN
from fovea_models.figures import Interval, by_groups, exact_bounds, figure
from fovea_models.phantom_bundle.build import FIGURES_WORDS as PHANTOM_WORDS
from fovea_models.tissue.build import FIGURES_WORDS as TISSUE_WORDS

MODELS = Path(__file__).resolve().parents[2]
BUNDLES = sorted(path.parent.name for path in MODELS.glob("*/model.json"))


def read(name: str) -> tuple[dict[str, Any], str]:
    return json.loads((MODELS / name / "model.json").read_text()), (MODELS / name / "CARD.md").read_text()


def sections(name: str, manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """The sections of a card that its manifest's figures alone make."""
    figures = manifest["figures"]
    if name == "phantom-dsca":
        return dsca_about.notes(manifest["class_names"], figures)
    if name == "phantom-attention-sampling":
        return phantom_notes.notes(figures)
    if name == "lymphoma-attention-sampling":
        note = lymphoma_notes.attention_note(figures)
        return [(FIGURES, lymphoma_notes.FIGURES_WORDS), ("What attention gained", note)]
    return [(FIGURES, {"phantom-tda-mil": PHANTOM_WORDS, "carcinoma-tda-mil": TISSUE_WORDS}[name])]


@pytest.mark.parametrize("name", BUNDLES)
def test_a_card_is_what_its_manifest_says(name: str) -> None:
    manifest, card = read(name)
    made = dict(sections(name, manifest))
    assert f"## Figures\n\n{made.pop(FIGURES)}\n\n{figures_table(manifest['figures'])}\n\n## " in card
    for title, text in made.items():
        assert f"\n## {title}\n\n{text}\n\n## " in card
    assert "\n".join(f"- {limit}" for limit in manifest["limits"]) in card
    assert manifest["training"]["recipe"] in card


def test_lymphoma_limits_are_those_of_its_figures() -> None:
    manifest, _ = read("lymphoma-attention-sampling")
    runs = 1 if any(f["name"] == accuracy_name(1, COUNTS[0]) for f in manifest["figures"]) else 2
    for limit in lymphoma_notes.limits(manifest["figures"], runs, 204):
        assert limit in manifest["limits"]


def lymphoma(gains: tuple[Interval, Interval], accuracy: Interval, recall: Interval) -> list[dict[str, Any]]:
    found = [figure(gain_name(c), gain, 60, "x") for c, gain in zip(COUNTS, gains, strict=True)]
    found += [figure(accuracy_name(1, c), accuracy, 60, "x") for c in COUNTS]
    found += [figure(recall_name(name), recall, 20, "x") for name in ("CLL", "FL", "MCL")]
    return [*found, figure(COLOUR, Interval(0.5, 0.4, 0.6), 60, "x")]


UP, FLAT, DOWN = Interval(0.1, 0.02, 0.2), Interval(0.01, -0.05, 0.06), Interval(-0.1, -0.2, -0.01)
GOOD, POOR = Interval(0.97, 0.95, 0.99), Interval(0.62, 0.55, 0.7)


@pytest.mark.parametrize(
    ("gains", "said", "unsaid"),
    [
        ((UP, UP), "gained accuracy", "chance"),
        ((DOWN, DOWN), "lost accuracy", "chance"),
        ((FLAT, FLAT), "learnt nothing useful; these figures do not say which", "gained accuracy"),
        ((UP, FLAT), "depends on the number of patches", "chance"),
    ],
)
def test_what_attention_gained(gains: tuple[Interval, Interval], said: str, unsaid: str) -> None:
    note = lymphoma_notes.attention_note(lymphoma(gains, POOR, POOR))
    assert said in note and unsaid not in note
    assert f"{gains[0].value:+.3f} with {COUNTS[0]} patches" in note
    assert "run to run" not in note


@pytest.mark.parametrize(("spread", "settled"), [(0.02, True), (0.09, False)])
def test_what_attention_gained_from_run_to_run(spread: float, settled: bool) -> None:
    sds = [figure(spread_name(gain_name(c)), spread, 3, "x") for c in COUNTS]
    note = lymphoma_notes.attention_note([*lymphoma((UP, UP), POOR, POOR), *sds])
    assert f"{spread:.3f} and {spread:.3f} (3 runs)" in note
    assert ("do not settle it" in note) is not settled


def test_lymphoma_limits_follow_the_intervals() -> None:
    poor = " ".join(lymphoma_notes.limits(lymphoma((FLAT, FLAT), POOR, Interval(0.33, 0.2, 0.5)), 1, 204))
    assert "Far from" in poor and "CLL is recognised no better than by chance" in poor and "overlaps" in poor
    good = " ".join(lymphoma_notes.limits(lymphoma((UP, UP), GOOD, GOOD), 1, 204))
    assert "Far from" not in good and "chance" not in good and "lies below" in good


@pytest.mark.parametrize(("peak", "said"), [(1070.0, "spike"), (1.2, "read ranks")])
def test_the_map_is_called_a_spike_only_where_it_is(peak: float, said: str) -> None:
    figures = [
        figure(MASS, 0.9, 40, "x", 0.04),
        figure(RANKS, 0.75, 40, "x", 0.5),
        figure(PEAK, peak, 80, "x"),
    ]
    note = phantom_notes.map_note(figures)
    assert said in note and ("spike" in note) == (peak > 100)


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        (Interval(0.05, 0.01, 0.1), "better than"),
        (Interval(0.05, -0.01, 0.1), "no better than"),
        (Interval(-0.01, -0.05, 0.02), "no better than"),
        (Interval(-0.1, -0.2, -0.01), "worse than"),
    ],
)
def test_survival_is_called_better_only_where_the_interval_leaves_out_0(
    interval: Interval, said: str
) -> None:
    assert f"phantoms {said} mean pooling" in dsca_about.compared(figure(GAIN, interval, 48, "x"))


@pytest.mark.parametrize(("mine", "said"), [(0.8, "less"), (0.97, "more"), (0.945, "as")])
def test_how_closely_the_hazard_is_followed(mine: float, said: str) -> None:
    prefix = "rank correlation with the true log-hazard: "
    value = {f"{prefix}DSCA": mine, f"{prefix}mean pooling": 0.945}
    assert f"the true hazard {said} closely" in dsca_about.followed(value)


def test_the_words_above_the_table_come_from_the_caller() -> None:
    manifest, card = read("phantom-attention-sampling")
    parity = {"head": [{"scores": 0.0}]}
    bare = write_card(manifest, [], parity, None)
    assert f"## Figures\n\n{figures_table(manifest['figures'])}" in bare and "Baseline" not in bare
    assert "Intervals: x." in write_card(manifest, [(FIGURES, "Intervals: x.")], parity, None)
    assert "None measured" in write_card(manifest | {"figures": []}, [(FIGURES, "x")], parity, None)
    assert "  " not in card.splitlines()[2]


def test_an_interval_of_equal_redraws_is_exact() -> None:
    ones = by_groups(lambda at: float(np.ones(20)[at].mean()), np.arange(20), np.zeros(20))
    assert ones.value == ones.high == 1 and ones.low == pytest.approx(0.025 ** (1 / 20))
    none = by_groups(lambda at: float(np.zeros(40)[at].mean()), np.repeat(np.arange(20), 2), np.zeros(40))
    assert none.value == none.low == 0 and none.high == pytest.approx(1 - 0.025 ** (1 / 20))
    low, high = exact_bounds(7, 10)  # Clopper & Pearson's table
    assert low == pytest.approx(0.3475, abs=1e-3) and high == pytest.approx(0.9333, abs=1e-3)
