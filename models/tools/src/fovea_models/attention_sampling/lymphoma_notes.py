"""The lymphoma figures in words: every sentence is made from the figures, and says no more than their intervals allow."""

from typing import Any

from .lymphoma_data import CLASSES
from .lymphoma_figures import COLOUR, accuracy_name, gain_name, recall_name, spread_name
from .lymphoma_runs import CONFIG, COUNTS, EPOCHS

Figures = list[dict[str, Any]]

PUBLISHED = {5: 0.89, 20: 0.94}
"""Published test accuracy of the method on this image set, by number of patches, with patches of 50 px."""

FIGURES_WORDS = (
    "Baseline: places drawn evenly instead of by the attention, trained the same way. Intervals: images redrawn within class "
    "1000 times, and Clopper–Pearson's where every redraw is the same; images of one patient may be among them, so they are too "
    "narrow."
)


def attention_note(figures: Figures) -> str:
    """What drawing by attention gained over even places, and what that can mean."""
    gains = [_one(figures, gain_name(count)) for count in COUNTS]
    said = "; ".join(
        f"{gain['value']:+.3f} with {count} patches (95 % interval {gain['low']:+.3f} to {gain['high']:+.3f})"
        for count, gain in zip(COUNTS, gains, strict=True)
    )
    return f"Held-out accuracy with places drawn by attention, less that with even places: {said}. {_reading(gains)}{_between_runs(figures, gains)}"


def _reading(gains: Figures) -> str:
    if all(gain["low"] > 0 for gain in gains):
        return "Looking where the attention says gained accuracy."
    if all(gain["high"] < 0 for gain in gains):
        return "Looking where the attention says lost accuracy: even places do better."
    if all(gain["low"] <= 0 <= gain["high"] for gain in gains):
        return (
            "No gain can be told from chance. Two readings fit: what tells these images apart is spread over the whole image, or the "
            "attention learnt nothing useful; these figures do not say which."
        )
    return "Whether attention gains depends on the number of patches: read each with its interval."


def _between_runs(figures: Figures, gains: Figures) -> str:
    """How much the gain differs from run to run; nothing where there is one run."""
    spreads = [f for count in COUNTS for f in figures if f["name"] == spread_name(gain_name(count))]
    if not spreads:
        return ""
    sds = " and ".join(f"{spread['value']:.3f}" for spread in spreads)
    settled = all(
        abs(gain["value"]) > 2 * spread["value"] for gain, spread in zip(gains, spreads, strict=True)
    )
    said = f" From run to run it has a standard deviation of {sds} ({spreads[0]['n']} runs)"
    return (
        f"{said}."
        if settled
        else f"{said}: so few runs do not settle it, whatever the interval over images says."
    )


def limits(figures: Figures, runs: int, trained_on: int) -> list[str]:
    """Limits that follow from the figures."""
    accuracy = {count: _one(figures, accuracy_name(runs, count)) for count in COUNTS}
    published = " and ".join(f"{share:.0%} ({count} patches of 50 px)" for count, share in PUBLISHED.items())
    ours = " and ".join(
        f"{accuracy[count]['value']:.1%} ({count} of {CONFIG.patch_px} px)" for count in COUNTS
    )
    found = [
        f"Far from what is published for the method on this set: {published}; here {ours}, after {EPOCHS} epochs on {trained_on} "
        "reduced images."
        if all(accuracy[count]["high"] < share for count, share in PUBLISHED.items())
        else f"Published for the method on this set: {published}; here {ours}, after {EPOCHS} epochs on {trained_on} reduced images."
    ]
    for name in CLASSES:
        recall = _one(figures, recall_name(name))
        if recall["low"] <= 1 / len(CLASSES):
            found.append(
                f"{name} is recognised no better than by chance: recall {_with_interval(recall)}, guessing gives {1 / len(CLASSES):.3f}."
            )
    colour, first = _one(figures, COLOUR), accuracy[COUNTS[0]]
    overlap = "overlaps" if colour["high"] >= first["low"] else "lies below"
    found.append(
        f"Mean colour alone reaches {_with_interval(colour)}; its interval {overlap} the model's {_with_interval(first)}: the "
        "laboratories' staining may be what was learnt."
    )
    return found


def _one(figures: Figures, name: str) -> dict[str, Any]:
    return next(figure for figure in figures if figure["name"] == name)


def _with_interval(figure: dict[str, Any]) -> str:
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"
