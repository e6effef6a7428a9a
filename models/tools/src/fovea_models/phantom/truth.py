"""What is true of a phantom, as JSON: nest outlines and a tumour mask."""

import base64
from typing import Any

import numpy as np

from .layout import Layout, rasterise
from .spec import MAP_UM


def tumour_mask(layout: Layout) -> np.ndarray:
    """Bool [rows, columns] at `MAP_UM` from the slide's corner: at least half of the cell lies in a nest."""
    cell_px = MAP_UM / layout.spec.spacing_um_px
    return rasterise(layout.nests, layout.spec.map_shape, cell_px) >= 0.5


def truth(layout: Layout) -> dict[str, Any]:
    """The truth file's content.

    `tumour_mask.bits`: base64 of the mask row by row without padding between rows, eight cells to a byte, first cell
    in the highest bit.
    """
    spec, mask = layout.spec, tumour_mask(layout)
    return {
        "phantom": True,
        "width": spec.width,
        "height": spec.height,
        "spacing_um_px": spec.spacing_um_px,
        "seed": spec.seed,
        "tumour_fraction": spec.tumour_fraction,
        "immune_infiltrate": spec.immune_infiltrate,
        "has_nests": bool(layout.nests),
        "nests": [np.round(nest, 1).tolist() for nest in layout.nests],
        "tumour_mask": {
            "spacing_um_px": MAP_UM,
            "width": mask.shape[1],
            "height": mask.shape[0],
            "bits": base64.b64encode(np.packbits(mask)).decode("ascii"),
        },
    }


def read_mask(stored: dict[str, Any]) -> np.ndarray:
    """The mask of a truth file, bool [rows, columns]."""
    bits = np.unpackbits(np.frombuffer(base64.b64decode(stored["bits"]), np.uint8))
    return bits[: stored["width"] * stored["height"]].reshape(stored["height"], stored["width"]).astype(bool)


def patch_truth(mask: np.ndarray, mask_spacing_um_px: float, boxes_um: np.ndarray) -> np.ndarray:
    """Share of each box (x, y, width, height in µm; float [n, 4]) whose mask cells' centres are tumour, float [n]."""
    shares = np.zeros(len(boxes_um))
    for i, (x, y, w, h) in enumerate(boxes_um / mask_spacing_um_px):
        rows = slice(max(int(np.ceil(y - 0.5)), 0), max(int(np.ceil(y + h - 0.5)), 0))
        columns = slice(max(int(np.ceil(x - 0.5)), 0), max(int(np.ceil(x + w - 0.5)), 0))
        part = mask[rows, columns]
        shares[i] = part.mean() if part.size else 0.0
    return shares
