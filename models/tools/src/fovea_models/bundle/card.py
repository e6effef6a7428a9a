"""CARD.md from the manifest: every figure in it comes from what a script measured."""

from typing import Any


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def figures_table(figures: list[dict[str, Any]]) -> str:
    """The measured figures as Markdown."""
    lines = ["| figure | value | 95 % interval | baseline | n | on |", "|---|---|---|---|---|---|"]
    for f in figures:
        interval = "–" if f["low"] is None else f"{_number(f['low'])} to {_number(f['high'])}"
        cells = (f["name"], _number(f["value"]), interval, _number(f["baseline"]), str(f["n"]), f["on"])
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def write_card(manifest: dict[str, Any], notes: list[tuple[str, str]], parity: str) -> str:
    """The card's text. `notes` are further sections (title, text); `parity` is the parity table."""
    head = manifest["head"]
    sections = [
        f"# {manifest['name']}",
        f"**{manifest['task']['question']}** Classes: {', '.join(manifest['class_names'])}. "
        + ("Trained on generated phantoms: never to be used on tissue." if manifest["phantom"] else "")
        + " Research demonstration; not for diagnosis. Scores are not calibrated.",
        (
            f"Version {manifest['version']}. Patches of {manifest['patch_size_pixels']} px at "
            f"{manifest['spacing_um_px']:.4g} µm/px; encoder `{manifest['encoder']['id']}` with "
            f"{manifest['encoder']['feature_dim']} features; TDA-MIL head: width {head['width']}, {head['heads']} heads, "
            f"{head['blocks']} blocks ({'shared between' if head['shared_blocks'] else 'separate in'} the two steps), "
            f"second pass {head['second_pass']}."
        ),
        "## Intended use\n\n" + manifest["intended_use"],
        "## Limits\n\n" + "\n".join(f"- {limit}" for limit in manifest["limits"]),
        "## Training\n\n" + manifest["training"]["data"] + "\n\n" + manifest["training"]["recipe"],
        "## Figures\n\nBaseline: mean pooling of the same features, trained on the same bags. Intervals: slides or cases "
        "redrawn 1000 times.\n\n" + figures_table(manifest["figures"]),
        *(f"## {title}\n\n{text}" for title, text in notes),
        "## Parity\n\nPyTorch's whole model beside the exported graphs under ONNX Runtime (CPU), on random features; "
        "whole-tensor maximum differences, attentions as n·attention, rank correlations.\n\n" + parity,
        "## Licence\n\nWeights: "
        + manifest["licence"]["weights"]
        + "\n\n"
        + "\n".join(f"- {item}" for item in manifest["licence"]["data"]),
    ]
    return "\n\n".join(sections) + "\n"
