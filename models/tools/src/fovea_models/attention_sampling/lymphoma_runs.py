"""Training runs on the lymphoma images: attention and its uniform baseline, seed by seed; what each says about held-out images.

No image of the test part is looked at while training or choosing: every run takes the same fixed number of epochs, and the
run that ships is the attention run that is right most often on the validation part.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .checkpoint import load_checkpoint, save_checkpoint
from .evaluate import correct, judge
from .lymphoma_data import CLASSES, Images
from .model import AttentionSampling, Config
from .training import Recipe, train

SEEDS = (1, 2, 3)
EPOCHS = 30
CONFIG = Config(classes=len(CLASSES), patch_px=16, step_px=2, samples=5)
RECIPE = Recipe(epochs=EPOCHS)
UNIFORM = Recipe(epochs=EPOCHS, uniform=True)
DRAWS = 20
DRAW_SEED = 77
COUNTS = (5, 20)
"""Numbers of patches at test time."""

WAYS = {"attention": RECIPE, "uniform": UNIFORM}


def run_path(cache: Path, seed: int, way: str) -> Path:
    """Where a run's weights are kept; its answers lie beside them as JSON."""
    return cache / f"run-{seed}-{way}.safetensors"


def train_runs(cache: Path, parts: dict[str, Images], seeds: Sequence[int] = SEEDS) -> None:
    """Train and judge every run of `seeds` that is not in `cache` yet, each seed's two runs in turn."""
    cache.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        for way, recipe in WAYS.items():
            path = run_path(cache, seed, way)
            if not path.exists():
                print(f"seed {seed}, {way}", flush=True)
                own = parts["train"]
                save_checkpoint(train(own.images, own.labels, CONFIG, recipe, seed, _say), path)
            answers = path.with_suffix(".json")
            if not answers.exists():
                answers.write_text(json.dumps(answers_of(load_checkpoint(path), parts)) + "\n")


def _say(line: str) -> None:
    print(line, flush=True)


def answers_of(model: AttentionSampling, parts: dict[str, Images]) -> dict[str, Any]:
    """Per part and count: `right` (share of draws, per image), `agreeing` (share of draws that give the commonest answer),
    `attended` (right with the most attended places), `scores` [n][c] (mean over draws); and the spread of the maps."""
    found: dict[str, Any] = {}
    for part in ("validation", "test"):
        own = parts[part]
        found[part] = {"names": own.names, "labels": own.labels.tolist(), "counts": {}}
        for count in COUNTS:
            judged = judge(model, own.images, count, DRAWS, DRAW_SEED)
            votes = (judged.scores.argmax(-1)[..., None] == np.arange(len(CLASSES))).mean(1)
            found[part]["counts"][str(count)] = {
                "right": correct(judged, own.labels).tolist(),
                "agreeing": votes.max(1).tolist(),
                "attended": (judged.attended.argmax(1) == own.labels).tolist(),
                "scores": np.round(judged.scores.mean(1), 5).tolist(),
            }
        found[part]["largest_n_attention"] = [float(a.max() * a.size) for a in judged.attention]
    return found
