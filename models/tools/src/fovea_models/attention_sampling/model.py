"""Attention sampling as a PyTorch module. Images are uint8 RGB; both networks read RGB / 255.

Parameter names: `attention.{conv.0,conv.1,conv.2,last}.{weight,bias}`, `attention.norm.<l>.{weight,bias,running_mean,
running_var}`, `feature.conv.<l>.{weight,bias}`, `feature.linear.{weight,bias}`. Convolutions are `[out, in, 3, 3]`.
"""

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .places import cut_patches

SLOPE = 0.2
NORM_EPS = 1e-3
MOST_LAYERS, LARGEST = 64, 65536
"""Bounds of what a file may state."""
LENGTH_EPS = 1e-6
"""Votes shorter than this are not divided by their length (the original's l2_normalize has ε = 1e-12 on the square)."""


@dataclass(frozen=True)
class Config:
    """Sizes. `samples` is how many places are drawn by default; `patch_px` and `step_px` are pixels of the image."""

    classes: int = 3
    patch_px: int = 50
    step_px: int = 5
    samples: int = 20
    sharpness: float = 3.0
    attention_widths: tuple[int, ...] = (8, 8, 8)
    feature_widths: tuple[int, ...] = (32, 32, 32, 32)

    def __post_init__(self) -> None:
        layers = (*self.attention_widths, *self.feature_widths)
        if not 0 < len(layers) <= MOST_LAYERS or not self.attention_widths or not self.feature_widths:
            raise ValueError(f"{len(layers)} layers; up to {MOST_LAYERS}, and at least one in each network")
        wholes = {name: getattr(self, name) for name in ("classes", "patch_px", "step_px", "samples")}
        for name, value in (wholes | {f"width {i}": width for i, width in enumerate(layers)}).items():
            if type(value) is not int or not 1 <= value <= LARGEST:
                raise ValueError(f"{name} is {value!r}; a whole number from 1 to {LARGEST} is wanted")
        if type(self.sharpness) not in (int, float) or not 0 < self.sharpness <= LARGEST:
            raise ValueError(f"sharpness is {self.sharpness!r}; a number above 0 is wanted")

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for a checkpoint's header."""
        return asdict(self)

    @staticmethod
    def from_dict(stored: dict[str, Any]) -> "Config":
        """The inverse of `as_dict` after a trip through JSON."""
        widths = {name: tuple(stored[name]) for name in ("attention_widths", "feature_widths")}
        return Config(**{**stored, **widths})


@dataclass(frozen=True)
class Answer:
    """Of one image: `attention` float32 [h, w] (sum 1), drawn `places` int64 [P] (into the flattened grid), their `votes`
    float32 [P, c] (unit length) and the class `scores` float32 [c] (sum 1)."""

    attention: Tensor
    places: Tensor
    votes: Tensor
    scores: Tensor


class AttentionNetwork(nn.Module):
    """The whole image small: where to look."""

    def __init__(self, step_px: int, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.step_px = step_px
        sizes = (3, *widths)
        self.conv = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise(sizes))
        self.norm = nn.ModuleList(nn.BatchNorm2d(width, eps=NORM_EPS, momentum=0.05) for width in widths)
        self.last = nn.Conv2d(sizes[-1], 1, 3, padding=1)

    def forward(self, images: Tensor) -> Tensor:
        """Logits `[B, ⌊H/step⌋, ⌊W/step⌋]` of images `[B, 3, H, W]` in 0..1."""
        x = F.avg_pool2d(images, self.step_px)
        for conv, norm in zip(self.conv, self.norm, strict=True):
            x = norm(F.leaky_relu(conv(x), SLOPE))
        return self.last(x)[:, 0]


class FeatureNetwork(nn.Module):
    """One patch at full size: its vote."""

    def __init__(self, widths: tuple[int, ...], classes: int) -> None:
        super().__init__()
        sizes = (3, *widths)
        self.conv = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise(sizes))
        self.linear = nn.Linear(sizes[-1], classes)

    def forward(self, patches: Tensor) -> Tensor:
        """Votes `[m, c]` of unit length of patches `[m, 3, S, S]` in 0..1."""
        x = patches
        for conv in self.conv:
            x = F.leaky_relu(conv(x), SLOPE)
        vote = self.linear(x.amax((2, 3)))
        return vote / vote.norm(dim=-1, keepdim=True).clamp_min(LENGTH_EPS)


class AttentionSampling(nn.Module):
    """Both networks and the rule that joins the votes."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.attention = AttentionNetwork(config.step_px, config.attention_widths)
        self.feature = FeatureNetwork(config.feature_widths, config.classes)

    def distribution(self, image: Tensor) -> Tensor:
        """Sampling probability float32 `[h, w]` (sum 1) of an image uint8 `[H, W, 3]`."""
        logits = self.attention(as_planes(image[None]))[0]
        return logits.flatten().softmax(0).view_as(logits)

    def votes(self, image: Tensor, places: Tensor) -> Tensor:
        """Votes `[P, c]` of the patches at `places` int64 `[P]` (into the flattened grid) of an image uint8 `[H, W, 3]`."""
        c = self.config
        return self.feature(cut_patches(as_planes(image[None]), places[None], c.step_px, c.patch_px)[0])

    def scores(self, weights: Tensor, votes: Tensor) -> Tensor:
        """`softmax(sharpness · Σ aᵢ fᵢ / Σ aᵢ)`: `[…, c]` of weights `[…, P]` and votes `[…, P, c]`."""
        mean = (weights[..., None] * votes).sum(-2) / weights.sum(-1, keepdim=True)
        return (self.config.sharpness * mean).softmax(-1)

    def forward(self, image: Tensor, places: Tensor) -> Answer:
        """The answer for an image uint8 `[H, W, 3]` at given places."""
        attention = self.distribution(image)
        votes = self.votes(image, places)
        return Answer(attention, places, votes, self.scores(attention.flatten()[places], votes))


def as_planes(images: Tensor) -> Tensor:
    """uint8 `[B, H, W, 3]` as float32 `[B, 3, H, W]` in 0..1."""
    return images.permute(0, 3, 1, 2).float() / 255


def draw_places(attention: Tensor, count: int, generator: torch.Generator | None = None) -> Tensor:
    """`count` places drawn with replacement from a distribution `[h, w]`, int64 `[count]`."""
    return torch.multinomial(attention.flatten(), count, replacement=True, generator=generator)


def most_attended(attention: Tensor, count: int) -> Tensor:
    """The `count` places of largest probability, largest first (ties: first in row order), int64 `[count]`."""
    return attention.flatten().sort(descending=True, stable=True).indices[:count]
