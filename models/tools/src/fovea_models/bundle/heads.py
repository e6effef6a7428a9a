"""A head from a checkpoint of its authors: TDA-MIL and DSCA state dicts, attention sampling as TensorFlow saved it."""

from pathlib import Path
from typing import Any

from ..attention_sampling.checkpoint import load_checkpoint as load_own_sampling
from ..attention_sampling.checkpoint import load_published
from ..dsca.checkpoint import load_original
from ..refused import Refused
from ..strict_json import read_json
from ..tda_mil.foreign import load_foreign
from .kinds.attention_sampling import SamplingModel


def load_head(
    architecture: str, checkpoint: Path, config: Path | None, mapping: Path | None, about: dict[str, Any]
) -> tuple[Any, int]:
    """The model as its architecture's `HeadKind` takes it, and how many outputs it has. Raises Refused with the reason."""
    if architecture != "tda-mil" and mapping is not None:
        raise Refused("--mapping is for TDA-MIL: the other architectures have names of their own")
    if not checkpoint.exists():
        raise Refused(f"{checkpoint}: no such file or folder")
    try:
        if architecture == "tda-mil":
            model = load_foreign(checkpoint, read_json(mapping), read_json(config))
            return model, model.config.classes
        if architecture == "dsca":
            head = load_original(checkpoint, config)
            return head, head.config.classes
        return _sampling(checkpoint, config, about)
    except Refused:
        raise
    except (ValueError, KeyError, TypeError, OSError) as error:  # what the readers raise, with the reason
        raise Refused(f"{checkpoint.name}: {error}") from error


def _sampling(checkpoint: Path, config: Path | None, about: dict[str, Any]) -> tuple[SamplingModel, int]:
    if config is not None:
        raise Refused("--config is not for attention sampling: about.json holds what the checkpoint does not")
    missing = [name for name in ("image_pixels", "samples") if name not in about]
    if missing:
        raise Refused(f"about.json: {' and '.join(missing)} wanted for attention sampling")
    if checkpoint.is_dir():
        step, sharpness = about.get("step_pixels", 5), about.get("sharpness", 3.0)
        model = load_published(checkpoint, about["patch_size_pixels"], about["samples"], step, sharpness)
    else:
        model = load_own_sampling(checkpoint)
        stated = {
            "patch_px": about["patch_size_pixels"],
            "samples": about["samples"],
            "step_px": about.get("step_pixels", model.config.step_px),
            "sharpness": about.get("sharpness", model.config.sharpness),
        }
        for name, value in stated.items():
            if (held := getattr(model.config, name)) != value:
                raise Refused(f"about.json and {checkpoint.name} differ: {name} is {value} and {held}")
    size = about["image_pixels"]
    return SamplingModel(model, (size["width"], size["height"])), model.config.classes
