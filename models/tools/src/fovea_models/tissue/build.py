"""Cross-validates the frozen recipe, trains the final model on all cases, measures and writes the tissue bundle."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from ..bundle.card import FIGURES
from ..bundle.writer import Parts, write_bundle
from ..encoders.efficientnet_lite0 import FEATURES, MEAN, STD, EfficientNetLite0
from ..encoders.export import export_lite0
from ..encoders.part import torch_part
from ..tda_mil.checkpoint import load_checkpoint, save_checkpoint
from ..tda_mil.training import Recipe
from .bags import training_mixtures
from .data import AtlasSlide, Tile
from .evaluate import CrossValidation, cross_validate, measure, slide_table
from .features import cached_view
from .observations import observations, read_summaries
from .train import TissueRecipe, train_tissue

SIDE_PX = 224
SPACING_UM_PX = 128 / 224
VIEWS = 2
ENCODER_ID = "efficientnet-lite0-imagenet"
ENCODER_NOTE = (
    "Encoder: EfficientNet-Lite0 with its ImageNet weights, frozen, classifier dropped. Tuning it on LC25000's training "
    "tiles (`tune-encoder`) was tried and was not better on left-out atlas cases, so it was left out."
)
CROSS_VALIDATION_SEEDS = (0,)
FINAL_SEED = 0
GOLDEN_SEED = 910002
FIGURES_WORDS = "Baseline: mean pooling of the same features, trained on the same bags. Intervals: slides or cases redrawn 1000 times."
TRAINING = Recipe(
    steps=300,
    bags_per_step=8,
    bag_sizes=(24, 48),
    learning_rate=3e-4,
    dropout=0.5,
    feature_noise=0.2,
    weight_decay=0.1,
    label_smoothing=0.1,
    peak_share=0.5,
    quiet=0.1,
    transplant=0.5,
    classify_transplanted=False,
)
RECIPE = TissueRecipe(head=TRAINING, baseline=TRAINING)


def measure_and_train(
    cache: Path, encoder: EfficientNetLite0, slides: list[AtlasSlide], tiles: list[Tile]
) -> None:
    """Leaves `head.safetensors` and `measured.json` in `cache`, where features are kept too."""
    cache.mkdir(parents=True, exist_ok=True)
    graph = cache / "encoder.onnx"
    export_lite0(encoder, SIDE_PX, graph)
    views = [cached_view(graph, slides, tiles, view, cache) for view in range(VIEWS)]
    done = cross_validate(slides, tiles, views, RECIPE, CROSS_VALIDATION_SEEDS)
    measured = {"figures": measure(slides, tiles, done), "notes": notes(slides, done)}
    (cache / "measured.json").write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n")
    known = [s for s in slides if s.label != "other-neoplasm"]
    head, _ = train_tissue(known, training_mixtures(tiles), views, RECIPE, FINAL_SEED)
    save_checkpoint(head, cache / "head.safetensors")


def assemble(
    folder: Path, cache: Path, encoder: EfficientNetLite0, slides: list[AtlasSlide], version: str = "1.0.0"
) -> dict[str, Any]:
    """Write the bundle to `folder` from what `measure_and_train` left in `cache`; returns the parity report."""
    measured = json.loads((cache / "measured.json").read_text())
    sections = [(FIGURES, FIGURES_WORDS), *((title, text) for title, text in measured["notes"])]
    if summaries := read_summaries(cache):
        sections.append(observations(summaries))
    parts = Parts(
        architecture="tda-mil",
        encoder=torch_part(encoder, ENCODER_ID, FEATURES, lambda path: export_lite0(encoder, SIDE_PX, path)),
        head=load_checkpoint(cache / "head.safetensors"),
        side_px=SIDE_PX,
        spacing_um_px=round(SPACING_UM_PX, 6),
        about=about(measured["figures"], slides, version),
        notes=sections,
        golden_seed=GOLDEN_SEED,
    )
    return write_bundle(parts, folder)


def notes(slides: list[AtlasSlide], done: CrossValidation) -> list[tuple[str, str]]:
    """Further sections of the card."""
    table = slide_table(slides, done)
    wrong = [
        s.name
        for s in slides
        if s.name in done.slides
        and (np.mean([r.probability for r in done.slides[s.name]]) > 0.5) != (s.label == "carcinoma")
    ]
    return [
        (
            "Every slide, by the model that had not seen its case",
            f"At a score of 0.5, {len(wrong)} of {len(done.slides)} slides fall on the wrong side: {', '.join(wrong)}. "
            "Slides of other neoplasms were in no training set; their scores are the mean over all fold models. "
            "The bags hold 72 random patches of a slide, so a slide's tumour may not be among them.\n\n"
            + table,
        )
    ]


def about(figures: list[dict[str, Any]], slides: list[AtlasSlide], version: str) -> dict[str, Any]:
    """The manifest's descriptive keys."""
    known = [s for s in slides if s.label != "other-neoplasm"]
    cases = len({s.case for s in known})
    recipe: Recipe = RECIPE.head
    return {
        "version": version,
        "name": "Carcinoma in the slide (TDA-MIL)",
        "phantom": False,
        "task": {"kind": "classification", "question": "Does the slide hold carcinoma?"},
        "class_names": ["no carcinoma", "carcinoma"],
        "positive_class": 1,
        "transform": [
            {"name": "ToTensor"},
            {"name": "Normalize", "arguments": {"mean": [MEAN / 255] * 3, "std": [STD / 255] * 3}},
        ],
        "tissue": {"min_coverage": 0.5},
        "licence": {
            "weights": "Encoder: derived from EfficientNet-Lite0 ImageNet weights, Apache-2.0 (Copyright 2020 ML "
            "Illustrated, converted from Google's release). Head: the project's own.",
            "data": [
                "Pathology Atlas (H&E slides as bags): MIT License, Copyright (c) 2022 Pathology Atlas",
                "LC25000 (Borkowski et al. 2019): offered freely to AI researchers, no formal licence text",
                "ImageNet: through the published encoder weights only",
            ],
        },
        "training": {
            "data": f"{len(known)} H&E slides of {cases} cases of the Pathology Atlas (72 patches of 128 µm each, slide "
            "labels only; carcinoma against non-neoplastic), and bags mixed from LC25000's training originals (lung and "
            "colon; the bag's label follows from whether carcinoma tiles were put in). Slides of other neoplasms were "
            "left out. The slide `tubularadenoma-flat` is one of those left out; `BS27-lymphangiectasia` is a training bag.",
            "recipe": f"{ENCODER_NOTE} Head: features standardised (folded into the first layer), "
            f"{recipe.steps} steps of {recipe.bags_per_step} bags, AdamW {recipe.learning_rate:g}, every case weighing "
            f"the same, {VIEWS} views of each patch (as it is, and with changed stain, orientation and scale ±20 %), "
            f"auxiliary losses of fovea_models.tda_mil.training (pooled {recipe.pooled:g}, peak {recipe.peak:g} over the "
            f"upper {recipe.peak_share:.0%}, quiet {recipe.quiet:g}, alone {recipe.alone:g}, transplants in "
            f"{recipe.transplant:.0%} of the positive bags). The recipe was chosen among a few by cross-validation by case "
            "on the same slides, so the figures are somewhat too good; then one final model on "
            "all cases. `python -m fovea_models tissue-bundle` makes it all.",
        },
        "figures": figures,
        "intended_use": "Research demonstration of task relevance on H&E slides. Never for diagnosis. The score is not "
        "calibrated.",
        "limits": [
            "Not for diagnosis; the score is not a probability of cancer.",
            "Small foci are missed: on the one lymph node slide tried, it did not lead to the small metastasis.",
            "By left-out cases its slide score is no better than mean pooling of the same features (see the figures).",
            (
                "Untested as negatives: adenoma, lymphoma, sarcoma and other neoplasms that are not carcinoma; they may "
                "light up (see the table) and were left out of training."
            ),
            f"Trained on {cases} cases: intervals are wide; most organs, laboratories and scanners are unknown to it.",
            (
                "Crowded benign nuclei (lymphoid tissue, spleen, inflamed glands) can be marked; small, pale or "
                "single-cell carcinoma can be missed."
            ),
            "Spacing of 20 of the 48 slides was estimated (±15–20 %); LC25000's spacing is not stated.",
            "Frozen sections, cytology, immunohistochemistry and other stains are out of scope.",
        ],
    }
