"""What every bundle that ships answers on the phantom slide that ships: the golden answers of the app's installation check.

Independent of the app from the file on: OpenSlide's pixels, this package's own tissue mask and grids, native ONNX Runtime.
A map is kept in 16-bit steps of its range (of its root's, where few values are thousands of times the others); `_packed` refuses
one whose rounding would use up a tenth of its tolerance.
"""

import base64
import hashlib
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from .attention_sampling.draws import draw, uniform_stream
from .attention_sampling.runner import GraphPair
from .dsca import reference as dsca
from .onnx_tools.session import open_session
from .openslide_reader import OpenSlideReader
from .reference import MAP_FIELDS, encode_boxes, graph_hashes
from .resample import read_box
from .tda_mil.split_runner import SplitHead
from .tissue_plan import Box, Grid, Slide, field_grid, patch_grid, rounded, tissue_mask

FORMAT = "fovea-phantom-answer"
MADE_BY = "python -m fovea_models phantom-answers"
LIMITS = {"answer": 1e-3, "risk": 4e-3, "relevance": 1e-3, "attention": 1e-2}
"""Those of `reference.py` and `dsca/reference.py`: a relevance as it is, an attention in multiples of its even share."""
ROUNDING_SHARE = 0.1
"""Of a tolerance that the rounding of a stored map may use up."""
SEEDS = 400
"""Seeds tried for attention sampling; the one whose numbers keep farthest from the borders between places is taken."""
MAX_MAP_CELLS = 200_000
BLOCK = 64 * 1024


def phantom_answer(slide_path: Path, bundle: Path) -> dict[str, Any]:
    """The whole answer of one bundle, as it is written."""
    manifest = json.loads((bundle / "model.json").read_text())
    reader = OpenSlideReader(slide_path)
    slide = Slide(reader, reader.pyramid())
    mask = tissue_mask(slide)
    started = time.perf_counter()
    found = {"tda-mil": _tda_mil, "dsca": _dsca, "attention-sampling": _sampling}[manifest["architecture"]](
        slide, slide_path, bundle, manifest, mask
    )
    reader.close()
    return {
        "format": FORMAT,
        "version": 1,
        "madeBy": MADE_BY,
        "slide": {
            "name": slide_path.name,
            "bytes": slide_path.stat().st_size,
            "sha256": hashlib.sha256(slide_path.read_bytes()).hexdigest(),
            "fingerprint": fingerprint(slide_path),
        },
        "bundle": {
            "id": manifest["id"],
            "version": manifest["version"],
            "files": graph_hashes(manifest["files"]),
        },
        "seconds": round(time.perf_counter() - started, 1),
        **found,
    }


def _tda_mil(
    slide: Slide, _path: Path, bundle: Path, manifest: dict[str, Any], mask: np.ndarray
) -> dict[str, Any]:
    grid = patch_grid(slide, mask, manifest)
    encoder = open_session(bundle / manifest["encoder"]["files"]["fp32"])
    seconds = {"read": 0.0, "encode": 0.0}
    features = encode_boxes(
        slide.reader, slide.pyramid, grid.boxes, manifest["patch_size_pixels"], encoder, seconds, 16
    )
    answer = SplitHead(bundle, manifest["head"])(features)
    scales = {name: 1 if name == "task-relevance" else len(features) for name in MAP_FIELDS}
    return {
        "patches": _rects(grid.boxes),
        "maps": [
            {"id": name, **_packed(getattr(answer, field), scales[name])}
            for name, field in MAP_FIELDS.items()
        ],
        "answer": {"kind": "classes", "logits": _floats(answer.logits)},
    }


def _dsca(
    slide: Slide, path: Path, bundle: Path, manifest: dict[str, Any], mask: np.ndarray
) -> dict[str, Any]:
    if manifest["head"]["output"] != "hazards":
        raise ValueError("only the answer of hazards is written")
    grid = patch_grid(slide, mask, manifest)
    run = dsca.run_pipeline(path, bundle, grid.boxes, grid.step[0], None)
    hazards = run.answer.output.astype(np.float64)
    fine = _rects(dsca.fine_boxes(grid.boxes, grid.step[0]))
    n = len(grid.boxes)
    scales = {"global-attention": n, "cross-attention": 16, "attention-product": 16 * n}
    return {
        "patches": _rects(grid.boxes),
        "maps": [
            {"id": name, **_packed(values, scales[name]), **({} if len(values) == n else {"patches": fine})}
            for name, values in dsca.maps_of(run.answer).items()
        ],
        "answer": {
            "kind": "hazards",
            "hazards": _floats(hazards),
            "risk": float(f"{-np.cumprod(1 - hazards).sum():.7g}"),
        },
    }


def _sampling(
    slide: Slide, _path: Path, bundle: Path, manifest: dict[str, Any], mask: np.ndarray
) -> dict[str, Any]:
    grid, head = field_grid(slide, mask, manifest), manifest["head"]
    graphs = GraphPair(bundle, head, manifest["patch_size_pixels"])
    size = (head["image_pixels"]["width"], head["image_pixels"]["height"])
    images = [read_box(slide.reader, slide.pyramid, box, *size) for box in grid.boxes]
    attention = [_softmax(graphs.logits(image)) for image in images]
    numbers = (grid.cells[:, 1] * grid.columns + grid.cells[:, 0]).tolist()

    def draws(seed: int) -> list[tuple[list[int], float]]:
        return [
            draw(own, head["samples"], uniform_stream(seed, number, 0))
            for own, number in zip(attention, numbers, strict=True)
        ]

    margins = {seed: min(margin for _, margin in draws(seed)) for seed in range(1, SEEDS + 1)}
    seed = max(margins, key=lambda one: (margins[one], -one))
    fields, scores = [], []
    for box, image, own, (places, _) in zip(grid.boxes, images, attention, draws(seed), strict=True):
        different = list(dict.fromkeys(places))
        times = np.array([places.count(place) for place in different])
        votes = graphs.votes(graphs.patches(image, np.array(different))).astype(np.float64)
        weights = own.ravel()[different] * times
        weights /= weights.sum()
        scores.append(_softmax(head["sharpness"] * weights @ votes))
        fields.append(
            {
                "scores": _floats(scores[-1]),
                "draw": [
                    {
                        "corner": _corner(place, own.shape[1], box, size, manifest),
                        "times": int(n),
                        "vote": _floats(vote),
                    }
                    for place, n, vote in zip(different, times, votes, strict=True)
                ],
            }
        )
    cells, values = _probability(grid, attention, slide, manifest)
    return {
        "patches": _rects(grid.boxes),
        "maps": [{"id": "sampling-probability", **_packed(values, len(values), 2), "patches": _rects(cells)}],
        "answer": {"kind": "scores", "scores": _floats(np.mean(scores, 0))},
        "sampling": {
            "seed": seed,
            "samples": head["samples"],
            "margin": float(f"{margins[seed]:.2g}"),
            "fields": fields,
        },
    }


def _corner(place: int, columns: int, box: Box, size: tuple[int, int], manifest: dict[str, Any]) -> list[int]:
    """Level-0 corner of the patch that a place stands for."""
    step, half = manifest["head"]["step_pixels"], manifest["patch_size_pixels"] // 2
    at = (step * (place % columns) - half, step * (place // columns) - half)
    return [rounded(box[k] + at[k] * box[2 + k] / size[k]) for k in (0, 1)]


def _probability(
    grid: Grid, attention: list[np.ndarray], slide: Slide, manifest: dict[str, Any]
) -> tuple[list[Box], np.ndarray]:
    """The slide's map of the sampling probability: cells (level-0 px) row by row and float64 values of sum 1."""
    rows, columns = attention[0].shape
    step = manifest["head"]["step_pixels"] / (slide.pyramid.spacing_um_px / manifest["spacing_um_px"])
    places = len(attention) * rows * columns
    side = max(int(np.ceil(np.sqrt(places / MAX_MAP_CELLS))), int(np.ceil(1 / step)))
    shape = ((grid.cells.max(0) + 1) * (columns, rows) // side + 1)[::-1]
    sums, counts = np.zeros(shape), np.zeros(shape, int)
    for (column, row), own in zip(grid.cells.tolist(), attention, strict=True):
        at = np.ix_((row * rows + np.arange(rows)) // side, (column * columns + np.arange(columns)) // side)
        np.add.at(sums, at, own)
        np.add.at(counts, at, 1)
    kept = np.argwhere(counts > 0)
    means = sums[counts > 0] / counts[counts > 0]
    extent = max(1, rounded(step * side))
    cells = [(rounded(c * side * step), rounded(r * side * step), extent, extent) for r, c in kept.tolist()]
    return cells, means / means.sum()


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits.astype(np.float64) - logits.max())
    return powers / powers.sum()


def _rects(boxes: list[Box]) -> dict[str, int]:
    """Boxes as their number and a hash: FNV-1a over the 32-bit words x, y, width, height of each."""
    found = 0x811C9DC5
    for word in np.asarray(boxes, np.int64).ravel().tolist():
        found = ((found ^ (word & 0xFFFFFFFF)) * 0x01000193) & 0xFFFFFFFF
    return {"count": len(boxes), "hash": found}


def _packed(values: np.ndarray, scale: int, power: int = 1) -> dict[str, Any]:
    """A map: value i is `(low + step · word i) ^ power`, words uint16 little-endian in base64. `scale` is what it is read by."""
    roots = values.astype(np.float64) ** (1 / power) if power > 1 else values.astype(np.float64)
    low = float(roots.min())
    step = max((float(roots.max()) - low) / 65535, 1e-12)
    words = np.floor((roots - low) / step + 0.5).clip(0, 65535).astype("<u2")
    rounding = np.abs((low + step * words.astype(np.float64)) ** power - values) * scale
    if power > 1:
        rounding /= np.maximum(1, values * scale)
    limit = LIMITS["relevance" if scale == 1 else "attention"]
    if rounding.max() > ROUNDING_SHARE * limit:
        raise ValueError(
            f"rounding this map to 16 bits uses up {rounding.max() / limit:.0%} of its tolerance"
        )
    return {"low": low, "step": step, "power": power, "values": base64.b64encode(words.tobytes()).decode()}


def _floats(values: np.ndarray) -> list[float]:
    return [float(f"{value:.7g}") for value in values]


def fingerprint(path: Path) -> str:
    """The app's fingerprint of a file: SHA-256 of its size and five blocks, see `src/formats/source/fingerprint.ts`."""
    data = path.read_bytes()
    size = len(data)
    starts = [k * size // 4 for k in range(4)] + [max(0, size - BLOCK)]
    parts = [str(size).encode(), *(data[start : start + BLOCK] for start in starts)]
    return hashlib.sha256(b"".join(parts)).hexdigest()
