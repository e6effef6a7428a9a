"""From a bundle's pixels to what a foreign encoder wants, and from what it gives to one vector per patch.

A bundle's encoder takes `patches` uint8 `[B, S, S, 3]` and gives `features` float32 `[B, D]`; most encoders take normalised
float32 `[B, 3, S, S]`, and some give tokens `[B, T, D]` or maps `[B, D, h, w]`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..refused import Refused

TOKEN_POOLS = ("cls", "mean", "patch-mean", "cls+patch-mean")
MAP_POOLS = ("map-mean", "map-max")
POOLS = (*TOKEN_POOLS, *MAP_POOLS)


@dataclass(frozen=True)
class Normalisation:
    """`(pixel / 255 − mean) / std` per channel, RGB."""

    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def __post_init__(self) -> None:
        if any(not value > 0 for value in self.std):
            raise Refused(f"std is {self.std}: every channel's must be positive")
        if any(not -1 <= value <= 2 for value in self.mean) or any(value > 10 for value in self.std):
            raise Refused(f"mean {self.mean} and std {self.std} are not of pixels scaled to 0..1")

    def transform(self) -> list[dict[str, Any]]:
        """The manifest's `transform`."""
        arguments = {"mean": list(self.mean), "std": list(self.std)}
        return [{"name": "ToTensor"}, {"name": "Normalize", "arguments": arguments}]


@dataclass(frozen=True)
class Pool:
    """`name` one of POOLS, or None where the encoder gives `[B, D]`. `prefix` tokens (CLS first) come before the patches'."""

    name: str | None = None
    prefix: int = 1

    def check(self, shape: tuple[int, ...]) -> None:
        """Raises Refused where an output of that shape (batch included) is not what this choice reads."""
        if len(shape) == 2 and self.name is None:
            return
        kinds = {2: "one vector per patch", 3: "tokens [B, T, D]", 4: "maps [B, D, h, w]"}
        if len(shape) not in kinds:
            raise Refused(f"the encoder gives {list(shape)}; wanted [B, D], [B, T, D] or [B, D, h, w]")
        fitting = {2: (), 3: TOKEN_POOLS, 4: MAP_POOLS}[len(shape)]
        if self.name not in fitting:
            choices = f"one of {', '.join(fitting)}" if fitting else "no pooling"
            raise Refused(
                f"the encoder gives {kinds[len(shape)]} {list(shape)}: wanted is {choices}, not {self.name}"
            )
        if len(shape) == 3 and not self.prefix < shape[1]:
            raise Refused(f"{self.prefix} prefix tokens of {shape[1]} leave none for the patches")

    def rows(self, tokens: int) -> Tensor:
        """Weights float32 `[k, T]` whose product with the tokens is pooled `[B, k, D]` (token pools only)."""
        first, patches = np.zeros(tokens, np.float32), np.zeros(tokens, np.float32)
        first[0], patches[self.prefix :] = 1, 1 / (tokens - self.prefix)
        rows = {
            "cls": [first],
            "mean": [np.full(tokens, 1 / tokens, np.float32)],
            "patch-mean": [patches],
            "cls+patch-mean": [first, patches],
        }
        return torch.from_numpy(np.stack(rows[self.name or ""]))

    def __call__(self, x: Tensor) -> Tensor:
        """`[B, D]` of an encoder's output."""
        if self.name is None:
            return x
        if self.name in TOKEN_POOLS:
            return (self.rows(x.shape[1]) @ x).flatten(1)
        return x.mean((2, 3)) if self.name == "map-mean" else x.amax((2, 3))


class PixelEncoder(nn.Module):
    """A foreign encoder that keeps the bundle's contract. `normalisation` None: it takes the uint8 patches as they are."""

    def __init__(self, body: nn.Module, normalisation: Normalisation | None, pool: Pool) -> None:
        super().__init__()
        self.body, self.pool, self.normalises = body, pool, normalisation is not None
        if normalisation is not None:
            self.register_buffer("mean", torch.tensor(normalisation.mean).view(1, 3, 1, 1), persistent=False)
            self.register_buffer("std", torch.tensor(normalisation.std).view(1, 3, 1, 1), persistent=False)

    def planes(self, patches: Tensor) -> Tensor:
        """What the body takes."""
        if not self.normalises:
            return patches
        return (patches.permute(0, 3, 1, 2).float() / 255 - self.mean) / self.std

    def forward(self, patches: Tensor) -> Tensor:
        """uint8 `[B, S, S, 3]` to float32 `[B, D]`."""
        return self.pool(self.body(self.planes(patches))).float()
