"""Weights from files of others: tensors only, never code."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor

from .refused import Refused, first_line
from .strict_json import parse_json

MOST_REPEATED = 4
"""Tensors may share what is stored in the file; this often at most, in total."""


def load_tensors(path: Path) -> dict[str, Tensor]:
    """A state dict from a .safetensors file or a PyTorch file of tensors only; raises Refused for anything else."""
    try:
        if path.suffix == ".safetensors":
            state = load_file(path)
        else:
            state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise Refused(f"{path}: no such file") from error
    except Exception as error:  # torch and safetensors raise many kinds for a damaged or unsafe file
        raise Refused(f"{path.name} is not a file of tensors only: {first_line(error)}") from error
    if isinstance(state, dict) and isinstance(state.get("state_dict"), dict):
        state = state["state_dict"]
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise Refused(f"{path.name} does not hold a state dict (names to tensors)")
    total, size = 0, path.stat().st_size
    for name, value in state.items():
        total += value.numel() * value.element_size()
        if (
            total > MOST_REPEATED * size
        ):  # tied weights are stored once, and so is a value repeated without end
            raise Refused(f"{path.name}: its tensors come to {total} bytes, the file has {size}")
        if value.layout != torch.strided or value.is_quantized or value.is_complex() or value.is_meta:
            raise Refused(f"{path.name}: {name} is not a plain tensor of real numbers")
        if value.is_floating_point() and not value.isfinite().all():
            raise Refused(f"{path.name}: {name} holds values that are not finite")
    return {name: value.float() if value.is_floating_point() else value for name, value in state.items()}


def stored_config(path: Path) -> dict[str, Any]:
    """The configuration that our own .safetensors files carry in their header; {} where there is none. Raises Refused."""
    try:
        with safe_open(path, "pt") as stored:
            config = parse_json((stored.metadata() or {}).get("config", "{}"))
    except Exception as error:  # safetensors raises its own kinds
        raise Refused(f"{path.name}: its configuration cannot be read: {first_line(error)}") from error
    if not isinstance(config, dict):
        raise Refused(f"{path.name}: its configuration is not an object")
    return config


def misfits(state: Mapping[str, Tensor], wanted: Mapping[str, Tensor]) -> list[str]:
    """Why a state dict is not that of a model whose own is `wanted`, as sentences."""
    found = [f"{name} is wanting" for name in sorted(wanted.keys() - state.keys())]
    found += [f"{name} is not known" for name in sorted(state.keys() - wanted.keys())]
    return found + [
        f"{name} is {list(state[name].shape)}, not {list(wanted[name].shape)}"
        for name in sorted(wanted.keys() & state.keys())
        if state[name].shape != wanted[name].shape
    ]
