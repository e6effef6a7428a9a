"""CARD.md from the manifest: every figure in it comes from what a script measured."""

from typing import Any

from ..encoders.part import EncoderPart
from .kinds import KINDS

PARITY_WORDS = (
    "PyTorch's whole model beside the exported graphs under ONNX Runtime (CPU), on random input; whole-tensor maximum "
    "differences, attentions as n·attention, rank correlations."
)


FIGURES = "Figures"
"""A note of this title stands above the table of figures: what the baseline is and how the intervals were made."""


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


def parity_table(rows: list[dict[str, Any]]) -> str:
    """Rows of numbers as a Markdown table."""
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    for row in rows:
        cells = [f"{v:.3g}" if isinstance(v, float) else ("–" if v is None else str(v)) for v in row.values()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_card(
    manifest: dict[str, Any],
    notes: list[tuple[str, str]],
    parity: dict[str, Any],
    encoder: EncoderPart | None,
) -> str:
    """The card's text. `notes` are further sections (title, text), but see `FIGURES`; `parity` is what `write_bundle` gives."""
    survival = manifest["task"]["kind"] == "survival"
    kind = KINDS[manifest["architecture"]]
    classes = "Time bins" if survival else "Classes"
    sections = [
        f"# {manifest['name']}",
        f"**{manifest['task']['question']}** {classes}: {', '.join(manifest['class_names'])}. "
        + ("Trained on generated phantoms: never to be used on tissue. " if manifest["phantom"] else "")
        + f"Research demonstration; not for diagnosis. {'Hazards and risks' if survival else 'Scores'} are not calibrated.",
        f"Version {manifest['version']}. {_input_words(manifest)} {kind.sentence(manifest['head'])}",
        "## Intended use\n\n" + manifest["intended_use"],
        "## Limits\n\n" + "\n".join(f"- {limit}" for limit in manifest["limits"]),
        "## Training\n\n" + manifest["training"]["data"] + "\n\n" + manifest["training"]["recipe"],
        "## Figures\n\n" + _figures(manifest["figures"], dict(notes).get(FIGURES)),
        *(f"## {title}\n\n{text}" for title, text in notes if title != FIGURES),
        "## Parity\n\n" + _parity(parity, encoder),
        "## Licence\n\nWeights: "
        + manifest["licence"]["weights"]
        + "\n\n"
        + "\n".join(f"- {item}" for item in manifest["licence"]["data"]),
    ]
    return "\n\n".join(sections) + "\n"


def _input_words(manifest: dict[str, Any]) -> str:
    patches = f"Patches of {manifest['patch_size_pixels']} px at {manifest['spacing_um_px']:.4g} µm/px"
    if "encoder" not in manifest:
        return f"{patches}."
    return f"{patches}; encoder `{manifest['encoder']['id']}` with {manifest['encoder']['feature_dim']} features."


def _figures(figures: list[dict[str, Any]], words: str | None) -> str:
    if not figures:
        return "None measured. TO BE WRITTEN: figures in about.json, then the bundle made again; none may be invented."
    return (f"{words}\n\n" if words else "") + figures_table(figures)


def _parity(parity: dict[str, Any], encoder: EncoderPart | None) -> str:
    parts = [PARITY_WORDS]
    if encoder is not None:
        measured = parity["encoder"]
        batches = ", ".join(map(str, measured["batches"]))
        parts.append(
            f"Encoder ({encoder.reference_name} beside ONNX Runtime), batches of {batches}: largest difference "
            f"{measured['max_abs_difference']:.2g}, least cosine {measured['min_cosine']:.7f}."
        )
        parts += measured["notes"]
    return "\n\n".join([*parts, parity_table(parity["head"])])
