"""DSCA weights on disk: ours, and state dicts of the original implementation with its `config.json`.

Parameter names are the original's throughout. Much of a configuration can be read from the weights; what cannot (the
number of heads, whether positions are added, average or another pooling without weights) comes from the original's
`config.json`. What Fovea does not run is refused by name.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from ..refused import Refused
from ..state_dicts import load_tensors, misfits
from ..strict_json import read_json
from .model import HIGH_KERNEL, LOW_KERNEL, SCALE, Config, Dsca


class Unsupported(Refused):
    """A checkpoint that Fovea does not run; the message says which part of it."""


SUPPORTED: dict[str, tuple[Any, ...]] = {
    "emb_x20_backbone": ("capool", "gapool", "avgpool"),
    "emb_x20_ksize": (HIGH_KERNEL,),
    "emb_x20_dw_conv": (False,),
    "emb_x5_backbone": ("conv1d",),
    "emb_x5_ksize": (LOW_KERNEL,),
    "emb_x5_dw_conv": (False,),
    "tra_backbone": ("Transformer",),
    "tra_num_layers": (1, 2),
    "join": ("pre", "post"),
    "fusion": ("cat", "fusion"),
    "pool": ("gap",),
    "scale": (SCALE,),
}
"""Keys of the original's configuration and the values of them that Fovea runs."""
STATED = ("tra_nhead", "tra_position_emb", "dims", "n_x5")
"""Its other keys; `n_x5` (patches of the slide it was tried on) says nothing about the model."""


def config_of(state: Mapping[str, Tensor], stated: Mapping[str, Any]) -> Config:
    """The configuration of a state dict; `stated` is the original's `config.json` (keys it lacks are read from the weights).

    Raises Unsupported, naming every reason, and Refused where what is stated is not what the weights are.
    """
    if unknown := sorted(stated.keys() - SUPPORTED.keys() - set(STATED)):
        known = ", ".join((*SUPPORTED, *STATED))
        raise Refused(f"the configuration has unknown keys: {', '.join(unknown)} (known: {known})")
    wrong = [
        f"{key} = {stated[key]!r} (supported: {', '.join(map(repr, allowed))})"
        for key, allowed in SUPPORTED.items()
        if key in stated
        and not any(type(stated[key]) is type(value) and stated[key] == value for value in allowed)
    ]
    if wrong:
        raise Unsupported("not supported: " + "; ".join(wrong))
    low, high = "patchx5_embedding_layer.conv.weight", "patchx20_embedding_layer.conv.weight"
    needed = (low, high, "pool.fc1.0.weight", "out_layer.0.weight")
    if missing := [name for name in needed if name not in state]:
        raise Unsupported(
            f"not a DSCA state dict with gated attention pooling: it lacks {', '.join(missing)}"
        )
    dimensions = dict(zip(needed, (3, 4, 2, 2), strict=True))
    for name, wanted in dimensions.items():
        if state[name].ndim != wanted or 0 in state[name].shape:
            raise Refused(f"{name} is {list(state[name].shape)}: wanted are {wanted} axes")
    _check_kernels(state, low, high)
    width, features = state[low].shape[:2]
    classes = len(state.get("out_layer.3.weight", state["out_layer.0.weight"]))
    if state[high].shape[1] == 1 and features != 1:
        raise Unsupported("not supported: depth-wise convolution (emb_x20_dw_conv)")
    if classes == 1 and "out_layer.3.weight" not in state:
        raise Unsupported(
            "not supported: one output without the Cox output's two layers (out_layer.0, out_layer.3)"
        )
    layers = {name.split(".")[2] for name in state if name.startswith("patch_encoder_layer.layers.")}
    read: dict[str, Any] = {
        "join": "post" if any(n.startswith("patch_encoder_layer_parallel.") for n in state) else "pre",
        "fusion": "cat" if state["pool.fc1.0.weight"].shape[0] == 2 * width else "fusion",
        "tra_num_layers": len(layers),
    }
    if "patchx20_embedding_layer.cross_att_pool.in_proj_weight" in state:
        read["emb_x20_backbone"] = "capool"
    elif "patchx20_embedding_layer.pool.fc1.0.weight" in state:
        read["emb_x20_backbone"] = "gapool"
    for key, value in read.items():
        if stated.get(key, value) != value:
            raise Refused(f"the configuration says {key} = {stated[key]!r}, the weights say {value!r}")
    told = {**read, **stated}
    if missing := [key for key in ("emb_x20_backbone", "tra_nhead", "tra_position_emb") if key not in told]:
        raise Refused(f"the weights do not tell {' and '.join(missing)}: name it in config.json")
    dims = stated.get("dims")
    if "dims" in stated and dims != [features, width, width, classes]:
        raise Unsupported(f"dims = {dims}, the weights are {[features, width, width, classes]}")
    return Config(
        features=features,
        width=width,
        classes=classes,
        pooling=told["emb_x20_backbone"],
        fusion=told["fusion"],
        join=told["join"],
        layers=told["tra_num_layers"],
        heads=told["tra_nhead"],
        positions=told["tra_position_emb"],
    )


def _check_kernels(state: Mapping[str, Tensor], low: str, high: str) -> None:
    for name, shape in ((low, (LOW_KERNEL,)), (high, (HIGH_KERNEL, HIGH_KERNEL))):
        if tuple(state[name].shape[2:]) != shape:
            raise Unsupported(f"not supported: {name} has kernel {tuple(state[name].shape[2:])}, not {shape}")


def load_original(weights: Path, config: Path | None) -> Dsca:
    """A model from the original's state dict (.pt/.pth, tensors only, or .safetensors), in evaluation mode.

    Raises Refused (Unsupported for what Fovea does not run) with the reason; tensors wanting, too many or of another shape are named.
    """
    state = load_tensors(weights)
    model = Dsca(config_of(state, read_json(config) or {}))
    if wrong := misfits(state, model.state_dict()):
        raise Unsupported("the state dict does not fit: " + "; ".join(wrong))
    model.load_state_dict(state)
    return model.eval()


def save_checkpoint(model: Dsca, path: Path) -> None:
    """Weights and configuration as one safetensors file."""
    tensors = {name: value.detach().contiguous() for name, value in model.state_dict().items()}
    save_file(tensors, path, metadata={"config": json.dumps(model.config.as_dict())})


def load_checkpoint(path: Path) -> Dsca:
    """A model from `save_checkpoint`, in evaluation mode."""
    with safe_open(path, "pt") as stored:
        config = json.loads((stored.metadata() or {})["config"])
    model = Dsca(Config(**config))
    model.load_state_dict(load_file(path))
    return model.eval()
