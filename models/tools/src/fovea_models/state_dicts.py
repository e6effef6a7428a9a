"""Weights from files of others: tensors only, never code."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from .refused import Refused, first_line


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
    for name, value in state.items():
        if value.is_floating_point() and not value.isfinite().all():
            raise Refused(f"{path.name}: {name} holds values that are not finite")
    return {name: value.float() if value.is_floating_point() else value for name, value in state.items()}
