"""TDA-MIL models from the state dicts of others; sizes are read from the weights."""

from pathlib import Path
from typing import Any

from torch import Tensor

from ..refused import Refused, first_line
from ..state_dicts import load_tensors, misfits, stored_config
from .checkpoint import map_state
from .model import Config, TdaMil

STATED = ("heads", "second_pass", "features", "width", "blocks", "classes", "mlp_ratio", "shared_blocks")
"""Keys of a configuration file. Only `heads` has to be there; `second_pass` is `from-input` unless stated."""


def config_of(state: dict[str, Tensor], stated: dict[str, Any]) -> Config:
    """The configuration of a state dict under our names; raises Refused where what is stated is not what the weights are."""
    if unknown := sorted(stated.keys() - set(STATED)):
        raise Refused(
            f"the configuration has unknown keys: {', '.join(unknown)} (known: {', '.join(STATED)})"
        )
    needed = ("embed.weight", "classifier.weight", "blocks.0.up.weight")
    if missing := [name for name in needed if name not in state]:
        raise Refused(
            f"not a TDA-MIL state dict under our names: it lacks {', '.join(missing)} (see --mapping)"
        )
    width, features = state["embed.weight"].shape
    read: dict[str, Any] = {
        "features": features,
        "width": width,
        "classes": state["classifier.weight"].shape[0],
        "blocks": len({name.split(".")[1] for name in state if name.startswith("blocks.")}),
        "mlp_ratio": state["blocks.0.up.weight"].shape[0] // width,
        "shared_blocks": not any(name.startswith("step2.") for name in state),
    }
    for key, value in read.items():
        if stated.get(key, value) != value:
            raise Refused(f"the configuration says {key} = {stated[key]!r}, the weights say {value!r}")
    if "heads" not in stated:
        raise Refused("the weights do not tell heads: state it in --config")
    return Config(**{**read, **stated})


def load_foreign(weights: Path, mapping: dict[str, Any] | None, stated: dict[str, Any] | None) -> TdaMil:
    """A model in evaluation mode from a PyTorch state dict (tensors only) or safetensors file. `mapping` turns its names into
    ours (checkpoint.py); `stated` is the configuration, which our own files carry themselves. Raises Refused."""
    state = load_tensors(weights)
    if mapping is not None:
        state = _mapped(state, mapping)
    if stated is None:
        stated = stored_config(weights) if weights.suffix == ".safetensors" else {}
    model = TdaMil(config_of(state, stated))
    if wrong := misfits(state, model.state_dict()):
        raise Refused("the state dict does not fit: " + "; ".join(wrong))
    model.load_state_dict(state)
    return model.eval()


def _mapped(state: dict[str, Tensor], mapping: dict[str, Any]) -> dict[str, Tensor]:
    rules = {ours: rule for ours, rule in mapping.items() if ours != "ignore"}
    try:
        used = {rule if isinstance(rule, str) else rule["from"] for rule in rules.values()}
        ignored = tuple(mapping.get("ignore", []))
        mapped = map_state(state, rules)
    except (KeyError, TypeError, IndexError, RuntimeError) as error:
        raise Refused(f"the mapping does not fit: {first_line(error)}") from error
    if unused := sorted(name for name in state.keys() - used if not name.startswith(ignored)):
        raise Refused(f"the mapping leaves out {', '.join(unused)}; name them under ignore if that is meant")
    return mapped
