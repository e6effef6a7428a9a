"""`about.json`: what a bundle's manifest says that no checkpoint tells, written by the person who brings the model."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from ..refused import Refused
from ..strict_json import read_json_file
from .manifest import SCHEMA, figure_problems

REQUIRED = (
    "name",
    "question",
    "phantom",
    "patch_size_pixels",
    "spacing_um_px",
    "licence",
    "training",
    "intended_use",
    "limits",
)
TAKEN_OVER = (
    "name",
    "version",
    "class_names",
    "positive_class",
    "phantom",
    "patch_size_pixels",
    "spacing_um_px",
    "tissue",
    "order",
    "licence",
    "training",
    "figures",
    "intended_use",
    "limits",
)
"""Keys with the manifest's meaning and limits."""
DEFAULTS: dict[str, Any] = {
    "version": "1.0.0",
    "positive_class": None,
    "tissue": {"min_coverage": 0.5},
    "order": "y-outer",
    "figures": [],
}
COX_CLASS = "log-risk"
NOTES = {
    "type": "array",
    "minItems": 1,
    "maxItems": 20,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["title", "text"],
        "properties": {
            "title": {"$ref": "#/$defs/text200", "pattern": "^[^\\r\\n]*[^\\s][^\\r\\n]*$"},
            "text": {"$ref": "#/$defs/text10000"},
        },
    },
}
"""Sections of the card in the author's words: what was seen, where it fails. The manifest does not hold them."""


def about_schema() -> dict[str, Any]:
    """JSON Schema of `about.json`, made from the manifest's."""
    manifest = json.loads(SCHEMA.read_text())
    keys = manifest["properties"]
    survival = deepcopy(keys["survival"])
    survival["required"] = ["unit"]
    del survival["properties"]["bins"]
    sampling = manifest["$defs"]["attentionSamplingHead"]["properties"]
    return {
        "$schema": manifest["$schema"],
        "$defs": manifest["$defs"],
        "type": "object",
        "additionalProperties": False,
        "required": list(REQUIRED),
        "properties": {name: keys[name] for name in TAKEN_OVER}
        | {"question": keys["task"]["properties"]["question"], "encoder_id": {"$ref": "#/$defs/text200"}}
        | {"survival": survival, "notes": NOTES}
        | {name: sampling[name] for name in ("image_pixels", "samples", "step_pixels", "sharpness")},
    }


def read_about(path: Path) -> dict[str, Any]:
    """The checked content; raises Refused, saying where, for anything else."""
    try:
        about = read_json_file(path)
    except (OSError, ValueError) as error:
        raise Refused(f"{path.name} cannot be read: {error}") from error
    errors = sorted(Draft202012Validator(about_schema()).iter_errors(about), key=lambda e: e.json_path)
    if errors:
        raise Refused(f"{path.name}: " + "; ".join(f"{error.json_path}: {error.message}" for error in errors))
    if wrong := figure_problems(about.get("figures", [])):
        raise Refused(f"{path.name}: {'; '.join(wrong)}")
    return about


def descriptive_keys(about: dict[str, Any], architecture: str, classes: int) -> dict[str, Any]:
    """The manifest's keys that come from `about`, for a head with so many outputs; raises Refused where they do not fit."""
    survival = architecture == "dsca"
    cox = survival and classes == 1
    names = about.get("class_names", [COX_CLASS] if cox else None)
    if names is None:
        raise Refused(f"about.json: class_names is wanted, the names of the {classes} outputs in their order")
    if len(names) != classes:
        raise Refused(f"about.json: class_names lists {len(names)} names, the head has {classes} outputs")
    keys = {name: about.get(name, DEFAULTS.get(name)) for name in TAKEN_OVER}
    keys["class_names"] = names
    for name in ("patch_size_pixels", "spacing_um_px", "order"):
        del keys[name]
    keys["task"] = {"kind": "survival" if survival else "classification", "question": about["question"]}
    if survival != ("survival" in about):
        raise Refused("about.json: survival is " + ("wanted for dsca" if survival else "for dsca only"))
    if survival and "order" not in about:
        raise Refused(
            "about.json: order is wanted for dsca, the order of patches in training (the original: x-outer)"
        )
    if survival and keys["positive_class"] is not None:
        raise Refused("about.json: positive_class is for classification, not for dsca")
    if survival:
        stated = about["survival"]
        bins = [] if cox else names
        keys["survival"] = {"bins": bins, "unit": stated["unit"], "reference": stated.get("reference")}
    elif (keys["positive_class"] or 0) >= classes:
        raise Refused(
            f"about.json: positive_class is {keys['positive_class']}, the head has {classes} outputs"
        )
    return keys
