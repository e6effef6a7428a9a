"""Makes DSCA's phantom bundle: phantoms with simulated survival, features by the encoder that ships, training, figures."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from ..bundle.writer import Parts, write_bundle
from ..dsca import Config
from ..dsca.checkpoint import load_checkpoint, save_checkpoint
from ..encoders.part import EncoderFiles, EncoderPart, encode_with
from ..encoders.phantom_cnn import FEATURES
from ..phantom.bags import PATCH_PX
from .about import about, notes
from .encoder import ENCODER_ID, SHIPPED, SlideEncoder, load_features, read_encoder
from .figures import amount_figures, baseline_risk, low_signal, map_figures, read_slide, slide_figures
from .slides import LOW_SPACING_UM_PX, PhantomSlide, load_or_cut
from .survival import bin_edges, bin_names, bin_of, draw_outcome
from .train import Case, Recipe, train_dsca, train_mean_pooling

TRAINING_SEEDS = range(500000, 500096)
HELD_OUT_SEEDS = range(600000, 600048)
TRAINING_SEED = 1
GOLDEN_SEED = 910003
VIEWS = 3
BINS = 4
RECIPE = Recipe(learning_rate=5e-4, weight_decay=0.2, dropout=0.3, feature_noise=0.1, keep=0.4)
BASELINE_RECIPE = Recipe(learning_rate=1e-2, weight_decay=0.3)
CONFIG = Config(features=FEATURES, width=64, classes=BINS)
BASELINES = {
    "mean pooling": ("low", "high"),
    "mean pooling, low resolution only": ("low",),
    "mean pooling, high resolution only": ("high",),
}


def cases_of(slides: list[PhantomSlide], features: list[np.ndarray], edges: np.ndarray) -> list[Case]:
    """What training sees of phantoms."""
    outcomes = [draw_outcome(slide.spec) for slide in slides]
    return [
        Case(views, slide.cell, int(bin_of(np.array(outcome.months), edges)), outcome.event)
        for slide, views, outcome in zip(slides, features, outcomes, strict=True)
    ]


def measure_and_train(cache: Path) -> None:
    """Leaves `head.safetensors` and `measured.json` in `cache`, where phantoms and features are kept too.

    A head that lies there already is measured as it is (delete it to train anew).
    """
    encoder = SlideEncoder()
    train, held_out = (load_or_cut(seeds, cache) for seeds in (TRAINING_SEEDS, HELD_OUT_SEEDS))
    seen = load_features(train, VIEWS, encoder, cache)
    unseen = [views[0] for views in load_features(held_out, 1, encoder, cache)]
    outcomes = [draw_outcome(slide.spec) for slide in train]
    edges = bin_edges(np.array([o.months for o in outcomes]), np.array([o.event for o in outcomes]), BINS)
    cases = cases_of(train, seen, edges)
    if not (cache / "head.safetensors").exists():
        save_checkpoint(train_dsca(CONFIG, cases, RECIPE, TRAINING_SEED), cache / "head.safetensors")
    head = load_checkpoint(cache / "head.safetensors")
    readings = [
        read_slide(head, features, slide.cell) for slide, features in zip(held_out, unseen, strict=True)
    ]
    risks = {"DSCA": np.array([reading.risk for reading in readings])}
    for name, streams in BASELINES.items():
        model = train_mean_pooling(BINS, cases, BASELINE_RECIPE, TRAINING_SEED, streams)
        risks[name] = np.array(
            [baseline_risk(model, f, s.cell) for f, s in zip(unseen, held_out, strict=True)]
        )
    on = f"{len(held_out)} held-out phantoms (seeds {HELD_OUT_SEEDS[0]}–{HELD_OUT_SEEDS[-1]})"
    measured = {
        "figures": slide_figures(held_out, risks, "mean pooling", on)
        + amount_figures(held_out, on)
        + map_figures(held_out, readings, f"patches of the {on}")
        + low_signal(train, [views[0] for views in seen], held_out, unseen, on),
        "edges": edges.tolist(),
        "risks": {name: scores.tolist() for name, scores in risks.items()},
        "reference": {"on": on, "risks": sorted(float(r) for r in risks["DSCA"])},
        "events": float(np.mean([o.event for o in outcomes])),
        "low_patches": float(np.mean([len(slide.cell) for slide in train])),
    }
    (cache / "measured.json").write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")


def shipped_encoder() -> EncoderPart:
    """The encoder file of the TDA-MIL phantom bundle, byte for byte, with its golden tensors."""

    def write(folder: Path) -> EncoderFiles:
        shutil.copyfile(SHIPPED / "encoder.onnx", folder / "encoder.onnx")
        return EncoderFiles({"fp32": "encoder.onnx"}, {})

    return EncoderPart(
        id=ENCODER_ID,
        feature_dim=FEATURES,
        write=write,
        reference=encode_with(read_encoder(SHIPPED / "encoder.onnx")),
        golden=SHIPPED / "golden" / "encoder.safetensors",
    )


def assemble(folder: Path, cache: Path, version: str = "1.0.0") -> dict[str, Any]:
    """Write the bundle to `folder` from what `measure_and_train` left in `cache`; returns the parity report."""
    measured = json.loads((cache / "measured.json").read_text())
    bins = bin_names(np.array(measured["edges"]))
    described = about(measured, bins, RECIPE, TRAINING_SEEDS, HELD_OUT_SEEDS, TRAINING_SEED)
    parts = Parts(
        architecture="dsca",
        encoder=shipped_encoder(),
        head=load_checkpoint(cache / "head.safetensors"),
        side_px=PATCH_PX,
        spacing_um_px=LOW_SPACING_UM_PX,
        order="x-outer",
        about={"version": version, **described},
        golden_seed=GOLDEN_SEED,
        notes=notes(bins, measured["figures"]),
    )
    return write_bundle(parts, folder)
