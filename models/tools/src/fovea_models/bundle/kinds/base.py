"""What the bundle tools have to know about one architecture."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

GOLDEN_HEAD = "golden/head.safetensors"

Features = Callable[[int], np.ndarray]
"""Synthetic features to make a golden input of: a count to float32 `[count, D]`."""


class HeadKind(ABC):
    """One architecture's heads. `head` is the manifest's object of that name; `model` the trained torch module."""

    has_encoder: ClassVar[bool] = True
    golden_limits: ClassVar[dict[str, float]]
    """Largest difference allowed between a bundle's golden tensors and ONNX Runtime's answer, by tensor."""
    parity_limits: ClassVar[dict[str, float]]
    """Largest difference allowed in any row of `parity`, by column."""

    @abstractmethod
    def graphs(self, head: dict[str, Any]) -> set[str]:
        """The graphs that such a head consists of."""

    def optional_graphs(self, head: dict[str, Any]) -> set[str]:
        """Graphs that such a head may bring beside; all of them or none."""
        return set()

    @abstractmethod
    def problems(self, manifest: dict[str, Any]) -> list[str]:
        """What the JSON Schema cannot say about this architecture, as sentences."""

    @abstractmethod
    def maps(self, head: dict[str, Any]) -> list[dict[str, Any]]:
        """The manifest's `maps`."""

    @abstractmethod
    def sentence(self, head: dict[str, Any]) -> str:
        """The head in words, for the card."""

    @abstractmethod
    def differences(self, folder: Path, manifest: dict[str, Any]) -> dict[str, float]:
        """The head's graphs under ONNX Runtime beside its golden tensors: whole-tensor maximum differences, named as in
        `golden_limits`."""

    @abstractmethod
    def export(self, model: Any, folder: Path) -> dict[str, Any]:
        """Write `<folder>/head/*.onnx`; returns the manifest's `head`."""

    @abstractmethod
    def write_golden(self, model: Any, features: Features | None, seed: int, folder: Path) -> None:
        """Write `<folder>/golden/head.safetensors`, computed by PyTorch. `features` where there is an encoder."""

    @abstractmethod
    def parity(self, model: Any, folder: Path, head: dict[str, Any]) -> list[dict[str, Any]]:
        """PyTorch's whole model beside the exported graphs: a row of numbers per case."""


def attention_map(map_id: str, label: str, reading: str, largest: float | None = None) -> dict[str, Any]:
    """One entry of the manifest's `maps`; values start at 0."""
    return {"id": map_id, "label": label, "reading": reading, "min": 0, "max": largest}
