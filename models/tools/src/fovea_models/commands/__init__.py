"""The command line: one module per command, each with `HELP`, `configure(parser)` and `run(options)`."""

from types import ModuleType

from . import (
    answers,
    bundle,
    dsca_phantom_bundle,
    first_block,
    heatmap,
    lymphoma_bundle,
    phantom,
    phantom_answers,
    phantom_bundle,
    random_vit,
    reference,
    sampling_phantom_bundle,
    tissue_bundle,
    tune_encoder,
    verify,
)

COMMANDS: dict[str, ModuleType] = {
    "bundle": bundle,
    "phantom": phantom,
    "phantom-bundle": phantom_bundle,
    "dsca-phantom-bundle": dsca_phantom_bundle,
    "sampling-phantom-bundle": sampling_phantom_bundle,
    "lymphoma-bundle": lymphoma_bundle,
    "tune-encoder": tune_encoder,
    "tissue-bundle": tissue_bundle,
    "random-vit": random_vit,
    "first-block": first_block,
    "verify": verify,
    "reference": reference,
    "answers": answers,
    "phantom-answers": phantom_answers,
    "heatmap": heatmap,
}
