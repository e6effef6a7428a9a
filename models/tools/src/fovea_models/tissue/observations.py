"""What was seen on two whole slides with the final model: numbers from `heatmap`'s summaries, words by who looked."""

import json
from pathlib import Path
from typing import Any

SEEN = (
    (
        "`lymph-node-metastasis-he` (spacing 0.63 stated by the user; no slide of this case and no lymph node was in "
        "training): **the maps do not lead to the small metastasis.** (Its place was not given to us.) The slide's score says no carcinoma and the relevance is zero "
        "almost everywhere. Of the twelve most relevant patches one, under the capsule of the large node, holds large atypical "
        "cells beside a sinus; most of the others are ordinary lymphoid tissue beside sinuses and tears. The bottom-up and "
        "top-down attentions are nearly flat there. Fat, and the pen or ink between the nodes, are hardly marked."
    ),
    (
        "`tubular-adenoma-he` (spacing 0.5 stated; the same slide as the bag `tubularadenoma-flat`, whose label was not used in "
        "training): the relevance marks patches of crowded adenomatous glands along the surface and a dense area at the upper right end, "
        "and a few scattered ones of stroma and muscle. Adenoma is not carcinoma: these are false marks by the task's wording, "
        "though the slide's score stays low."
    ),
)


def read_summaries(cache: Path) -> list[dict[str, Any]]:
    """The summaries that `heatmap --out CACHE/whole-….png` left as `CACHE/whole-….json`."""
    return [json.loads(path.read_text()) for path in sorted(cache.glob("whole-*.json"))]


def observations(summaries: list[dict[str, Any]]) -> tuple[str, str]:
    """The card's section: (title, text)."""
    lines = [
        "| slide | spacing stated | patches | score | relevance > 0.1 | > 0.3 | > 0.5 |",
        "|---|---|---|---|---|---|---|",
    ]
    for s in summaries:
        shares = " | ".join(f"{s[f'share above {t}']:.1%}" for t in (0.1, 0.3, 0.5))
        lines.append(
            f"| {s['slide']} | {s['spacing_um_px']} | {s['patches']} | {s['scores'][1]:.2f} | {shares} |"
        )
    return "Looked at on whole slides", "\n\n".join(["\n".join(lines), *SEEN])
