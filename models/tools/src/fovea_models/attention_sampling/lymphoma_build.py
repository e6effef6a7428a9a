"""The bundle CLL / FL / MCL, put together from what `lymphoma_runs` left in the cache."""

from pathlib import Path
from typing import Any

from ..bundle.card import FIGURES
from ..bundle.kinds.attention_sampling import SamplingModel
from ..bundle.writer import Parts, write_bundle
from .checkpoint import load_checkpoint
from .lymphoma_data import CLASSES, IMAGE_PX, SPACING_UM_PX, SPLIT_SEED, Images
from .lymphoma_figures import Answers, load_answers, measure, runs_table, shipped_seed
from .lymphoma_notes import FIGURES_WORDS, attention_note, limits
from .lymphoma_runs import CONFIG, RECIPE, SEEDS, run_path

GOLDEN_SEED = 910003
LONG_NAMES = {
    "CLL": "chronic lymphocytic leukaemia (CLL)",
    "FL": "follicular lymphoma (FL)",
    "MCL": "mantle cell lymphoma (MCL)",
}


def assemble(folder: Path, cache: Path, parts: dict[str, Images], version: str = "1.0.0") -> dict[str, Any]:
    """Write the bundle to `folder` from every seed whose two runs are finished; returns the parity report."""
    answers = load_answers(cache)
    network = load_checkpoint(run_path(cache, shipped_seed(answers), "attention"))
    figures = measure(answers, parts)
    made = Parts(
        architecture="attention-sampling",
        head=SamplingModel(network, IMAGE_PX),
        encoder=None,
        side_px=CONFIG.patch_px,
        spacing_um_px=SPACING_UM_PX,
        about=about(answers, figures, parts, version),
        golden_seed=GOLDEN_SEED,
        notes=[
            (FIGURES, FIGURES_WORDS),
            ("Runs", f"Accuracy of every run, mean of its draws.\n\n{runs_table(answers)}"),
            ("What attention gained", attention_note(figures)),
        ],
    )
    return write_bundle(made, folder)


def choice(answers: Answers) -> str:
    """Which run ships and why, in words."""
    seeds = ", ".join(map(str, answers))
    finished = f"Of {len(SEEDS)} seeds planned {len(answers)} {'is' if len(answers) == 1 else 'are'} finished ({seeds})"
    if len(answers) == 1:
        return f"{finished}: there was one run, nothing to choose from."
    return (
        f"{finished}; the run that ships is the best on the validation images (seed {shipped_seed(answers)})."
    )


def about(
    answers: Answers, figures: list[dict[str, Any]], parts: dict[str, Images], version: str
) -> dict[str, Any]:
    """The manifest's descriptive keys."""
    sizes = {part: len(own.labels) for part, own in parts.items()}
    validation = "to choose the run that ships" if len(answers) > 1 else "for validation"
    return {
        "version": version,
        "name": "Lymphoma: CLL, FL or MCL (attention sampling)",
        "phantom": False,
        "task": {
            "kind": "classification",
            "question": "Which of CLL, FL and MCL does this image resemble most?",
        },
        "class_names": [LONG_NAMES[name] for name in CLASSES],
        "positive_class": None,
        "transform": [{"name": "ToTensor"}],
        "tissue": {"min_coverage": 0.5},
        "licence": {
            "weights": "the project's own, under the repository's licence; trained on the data named below",
            "data": [
                (
                    "IICBU malignant-lymphoma set: 300 of its 374 H&E images, reduced to 417×312 px. Research benchmark, no formal "
                    "licence text; no image of it is in this bundle."
                )
            ],
        },
        "training": {
            "data": f"300 images of the IICBU malignant-lymphoma set at {IMAGE_PX[0]}×{IMAGE_PX[1]} px. Spacing is not stated in the "
            f"source: estimated as {SPACING_UM_PX:g} µm/px from the 20× objective. Split by image within each class, seed "
            f"{SPLIT_SEED}: {sizes['train']} to train on, {sizes['validation']} {validation}, {sizes['test']} held "
            "out. The set has no patient numbers: images of one patient may be on both sides, so held-out figures are optimistic.",
            "recipe": f"{RECIPE.epochs} epochs of Adam {RECIPE.learning_rate:g}, batches of {RECIPE.batch} images taken "
            f"{RECIPE.repeats} times with {CONFIG.samples} places each; patches of {CONFIG.patch_px} px, places every "
            f"{CONFIG.step_px} px. Attention: REINFORCE (reward: probability of the true class minus the batch mean) with entropy "
            f"term {RECIPE.entropy:g}; feature network: cross-entropy. Flips, zoom to {RECIPE.zoom:g}, contrast "
            f"±{RECIPE.contrast:.0%}. Epochs fixed beforehand by the time at hand. {choice(answers)} `python -m fovea_models lymphoma-bundle` makes it all.",
        },
        "figures": figures,
        "intended_use": "Research demonstration of attention sampling on H&E images of lymphoma; never for diagnosis.",
        "limits": [
            (
                "A forced choice of three: on anything that is not CLL, FL or MCL it still names one of them. Benign nodes, other "
                "lymphomas and other tissue were never seen."
            ),
            "No patient numbers in the data: how well it does on patients never seen is not known.",
            *limits(figures, len(answers), sizes["train"]),
            (
                "One image set, several laboratories, one microscope and objective; spacing estimated. Whole slides, other scanners and other "
                "magnifications were not measured."
            ),
            "The sampling map says where the model looked, and may be nearly flat; it does not mark disease.",
        ],
    }
