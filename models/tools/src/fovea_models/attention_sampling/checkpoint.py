"""Attention-sampling weights on disk: our safetensors files, and the TensorFlow checkpoints as their authors published them.

The published ones are a pair, `attention.*` and `feature.*`, of Keras models saved layer by layer: `layer_with_weights-<i>`
counts convolutions, batch norms and the dense layer in the order they are run. Kernels are `[3, 3, in, out]`, the dense
kernel `[in, out]`. Patch size, step and number of patches are not in the files. Class order: FL, CLL, MCL.
"""

import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from ..refused import Refused, first_line
from ..state_dicts import load_tensors, misfits, stored_config
from .model import AttentionSampling, Config
from .tensor_bundle import UnreadableCheckpoint, read_tensor_bundle

PUBLISHED_CLASSES = ("FL", "CLL", "MCL")
NORM_NAMES = {
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def save_checkpoint(model: AttentionSampling, path: Path) -> None:
    """Weights and configuration as one safetensors file."""
    tensors = {name: value.detach().contiguous() for name, value in model.state_dict().items()}
    save_file(tensors, path, metadata={"config": json.dumps(model.config.as_dict())})


def load_checkpoint(path: Path) -> AttentionSampling:
    """A model from `save_checkpoint`, in evaluation mode. Raises Refused with the reason for any other file."""
    state, stored = load_tensors(path), stored_config(path)
    try:
        config = Config.from_dict(stored)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"{path.name}: its configuration does not do: {first_line(error)}") from error
    with torch.device("meta"):  # the sizes that it states are not yet known to be those of its tensors
        shapes = AttentionSampling(config).state_dict()
    if wrong := misfits(state, shapes):
        raise Refused(f"{path.name} does not fit its configuration: {'; '.join(wrong)}")
    model = AttentionSampling(config)
    model.load_state_dict(state)
    return model.eval()


def load_published(
    folder: Path, patch_px: int, samples: int, step_px: int = 5, sharpness: float = 3.0
) -> AttentionSampling:
    """A model in evaluation mode from `<folder>/attention.*` and `<folder>/feature.*`; widths are read from the weights.

    Raises UnreadableCheckpoint where the variables are not those of the two networks, naming what is wrong.
    """
    attention = _attention_state(_layers(read_tensor_bundle(folder / "attention"), "attention"))
    feature = _feature_state(_layers(read_tensor_bundle(folder / "feature"), "feature"))
    config = Config(
        classes=len(feature["linear.bias"]),
        patch_px=patch_px,
        step_px=step_px,
        samples=samples,
        sharpness=sharpness,
        attention_widths=_widths(attention, "attention"),
        feature_widths=_widths(feature, "feature"),
    )
    state = {f"attention.{name}": value for name, value in attention.items()}
    state |= {f"feature.{name}": value for name, value in feature.items()}
    model = AttentionSampling(config)
    for name, value in model.state_dict().items():
        if name.endswith("num_batches_tracked"):
            state[name] = value
        elif state[name].shape != value.shape:
            raise UnreadableCheckpoint(f"{name} is {list(state[name].shape)}, not {list(value.shape)}")
    model.load_state_dict(state)
    return model.eval()


Layer = dict[str, np.ndarray]


def _layers(variables: dict[str, np.ndarray], network: str) -> list[Layer]:
    """Variables of each layer, in the layers' order."""
    layers: dict[int, Layer] = {}
    for name, value in variables.items():
        layer, _, part = name.partition("/")
        number = layer.removeprefix("layer_with_weights-")
        if layer == number or not number.isdecimal():
            continue  # optimiser slots and counters
        layers.setdefault(int(number), {})[part] = value
    if not layers or sorted(layers) != list(range(len(layers))):
        raise UnreadableCheckpoint(f"{network}: the layers are not numbered 0 … {len(layers) - 1}")
    return [layers[i] for i in range(len(layers))]


def _expect(layer: Layer, names: set[str], what: str) -> None:
    if layer.keys() != names:
        raise UnreadableCheckpoint(f"{what} should have {sorted(names)}, has {sorted(layer)}")


def _convolution(layer: Layer, what: str) -> dict[str, Tensor]:
    _expect(layer, {"kernel", "bias"}, what)
    if layer["kernel"].ndim != 4 or layer["kernel"].shape[:2] != (3, 3):
        raise UnreadableCheckpoint(f"{what} is not a 3×3 convolution")
    weight = torch.from_numpy(np.ascontiguousarray(layer["kernel"].transpose(3, 2, 0, 1)))
    return {"weight": weight, "bias": torch.from_numpy(layer["bias"])}


def _attention_state(layers: list[Layer]) -> dict[str, Tensor]:
    if len(layers) < 3 or len(layers) % 2 == 0:
        raise UnreadableCheckpoint("attention: convolutions and batch norms do not alternate")
    state: dict[str, Tensor] = {}
    for i in range(0, len(layers), 2):
        name = f"conv.{i // 2}" if i < len(layers) - 1 else "last"
        for part, value in _convolution(layers[i], f"attention layer {i}").items():
            state[f"{name}.{part}"] = value
    for i in range(1, len(layers), 2):
        _expect(layers[i], set(NORM_NAMES), f"attention layer {i}")
        for theirs, ours in NORM_NAMES.items():
            state[f"norm.{i // 2}.{ours}"] = torch.from_numpy(layers[i][theirs])
    return state


def _feature_state(layers: list[Layer]) -> dict[str, Tensor]:
    state: dict[str, Tensor] = {}
    for i, layer in enumerate(layers[:-1]):
        for part, value in _convolution(layer, f"feature layer {i}").items():
            state[f"conv.{i}.{part}"] = value
    _expect(layers[-1], {"kernel", "bias"}, "the feature network's last layer")
    if layers[-1]["kernel"].ndim != 2 or not state:
        raise UnreadableCheckpoint("the feature network does not end in a dense layer after convolutions")
    state["linear.weight"] = torch.from_numpy(np.ascontiguousarray(layers[-1]["kernel"].T))
    state["linear.bias"] = torch.from_numpy(layers[-1]["bias"])
    return state


def _widths(state: dict[str, Tensor], network: str) -> tuple[int, ...]:
    widths = []
    while (name := f"conv.{len(widths)}.weight") in state:
        widths.append(state[name].shape[0])
    if any(not 1 <= width <= 4096 for width in widths):
        raise UnreadableCheckpoint(f"{network}: impossible widths {widths}")
    return tuple(widths)
