"""Sections of the phantom bundle's card: what was tried, and how its map is to be read."""

from typing import Any

from ..bundle.card import FIGURES
from .phantom_runs import MASS, PEAK, RANKS, RECIPE
from .training import Recipe

FIGURES_WORDS = (
    "Baseline: places drawn evenly instead of by the attention, trained the same way; of map figures, what they name. Intervals: "
    "pairs of fields (one phantom each) redrawn 1000 times, and Clopper–Pearson's of as many pairs where every redraw is the "
    "same. The fields of the shipped slide are one slide: no interval."
)
USUAL = Recipe(epochs=RECIPE.epochs)
TRIED = (
    "Settings were tried on training phantoms 400000 and following, judged on phantoms 410000–410014. A first bundle, trained "
    "without lymphocytes in the nest's place and without tint, was measured on phantoms 420000–420059: there mean colour alone "
    "told the classes apart better than chance. The fields were then designed anew; the phantoms of the figures above "
    "were neither trained nor measured on before. The shipped slide was never trained on, but was looked at, field by field, while this "
    "was designed: its figures are no held-out figures.\n\n"
    f"Departures from the usual recipe of the method: entropy term {RECIPE.entropy:g} instead of {USUAL.entropy:g} (so "
    "that the map may leave evenness sooner), zoom to "
    f"{RECIPE.zoom:g} instead of {USUAL.zoom:g} (a closer one cuts the nest off more often and makes the label wrong), tint ±{RECIPE.tint:.0%} "
    "(so that colour does not tell). Entropy and zoom were set by hand in those trials, few and of one seed each; no comparison of them is kept."
)
SPIKE = 100
"""A map whose largest value is more than this many times the average is called a spike."""


def map_note(figures: list[dict[str, Any]]) -> str:
    """How much of the map lies on the nest, beside how well it ranks places, in words."""
    by_name = {figure["name"]: figure for figure in figures}
    mass, ranks, peak = (by_name[name] for name in (MASS, RANKS, PEAK))
    said = (
        f"{mass['value']:.3f} of the sampling probability lies on the nest, which covers {mass['baseline']:.3f} of the field; the "
        f"AUC over all places is {ranks['value']:.3f}. "
    )
    if peak["value"] <= SPIKE:
        return f"{said}The largest value is {peak['value']:.0f} times the average: read ranks."
    return (
        f"{said}The map is a spike (largest value: {peak['value']:.0f} times the average): it says where the model looks, and "
        "ranks among all other places, whose values are next to nothing, are noise."
    )


def notes(figures: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Further sections of the card."""
    return [
        (FIGURES, FIGURES_WORDS),
        ("How to read the map", map_note(figures)),
        ("What was tried", TRIED),
    ]
