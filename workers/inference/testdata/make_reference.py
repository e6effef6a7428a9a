"""Writes phantom-reference.json: what the Python pipeline (OpenSlide, numpy, ONNX Runtime) says about the phantom that ships.

    python workers/inference/testdata/make_reference.py RESULT.json

with `models/tools` installed. RESULT.json is a result file of the app; only its patch rectangles are used.
"""

import json
import sys
from pathlib import Path

import numpy as np
from fovea_models.reference import run_pipeline

ROOT = Path(__file__).parents[3]
SAMPLE = 50
DIGITS = 7


def rounded(values: np.ndarray) -> list:
    """Floats with `DIGITS` significant digits, nested as the array is."""
    return np.vectorize(lambda value: float(f"{value:.{DIGITS}g}"))(values.astype(np.float64)).tolist()


def main() -> None:
    """Run and write."""
    patches = json.loads(Path(sys.argv[1]).read_text())["patches"]
    boxes = [(p["x"], p["y"], p["width"], p["height"]) for p in patches]
    bundle = ROOT / "models/phantom-tda-mil"
    done = run_pipeline(ROOT / "public/phantom/phantom-01.tif", bundle, boxes, 0.5)
    indices = np.linspace(0, len(boxes) - 1, SAMPLE).round().astype(int)
    answer = {
        "bundle": {
            f["path"]: f["sha256"]
            for f in json.loads((bundle / "model.json").read_text())["files"]
            if f["path"].endswith(".onnx")
        },
        "corners": [[x, y] for x, y, _, _ in boxes],
        "indices": indices.tolist(),
        "features": rounded(done.features[indices]),
        "logits": rounded(done.answer.logits),
        "task-relevance": rounded(done.answer.relevance),
        "bottom-up-attention": rounded(done.answer.bottom_up),
        "top-down-attention": rounded(done.answer.top_down),
    }
    out = Path(__file__).with_name("phantom-reference.json")
    out.write_text(json.dumps(answer, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
