"""A reference run as a small file of numbers, for the app's own tests, which have no Python."""

import base64
from typing import Any

import numpy as np

from .reference import MAP_FIELDS, ReferenceRun, graph_hashes

FEATURE_PATCHES = 50
FEATURE_STEP = 5
"""Every fifth feature is kept: the whole ones are the `reference` command's to compare."""


def reference_answers(
    slide: str,
    spacing_um_px: float,
    manifest: dict[str, Any],
    boxes: list[tuple[int, int, int, int]],
    run: ReferenceRun,
) -> dict[str, Any]:
    """Corners, logits and maps of all patches, and a share of the features of 50 patches spread over the slide.

    Floats are base64 of little-endian float32.
    """
    indices = np.unique(np.linspace(0, len(boxes) - 1, FEATURE_PATCHES).round().astype(int))
    maps = {name: getattr(run.answer, field) for name, field in MAP_FIELDS.items()}
    return {
        "madeBy": "python -m fovea_models reference --answers",
        "slide": slide,
        "spacingUmPerPx": spacing_um_px,
        "bundle": manifest["id"],
        "files": graph_hashes(manifest["files"]),
        "sizePx": list(boxes[0][2:]),
        "corners": [list(box[:2]) for box in boxes],
        "logits": [float(value) for value in run.answer.logits],
        "maps": {name: _packed(values) for name, values in maps.items()},
        "features": {
            "indices": indices.tolist(),
            "step": FEATURE_STEP,
            "values": _packed(run.features[indices][:, ::FEATURE_STEP]),
        },
    }


def _packed(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, "<f4").tobytes()).decode()
