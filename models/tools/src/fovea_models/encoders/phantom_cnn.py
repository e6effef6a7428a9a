"""The phantom bundle's encoder: a small convolutional network that describes the texture of a drawn patch."""

import torch
from torch import Tensor, nn

FEATURES = 64
MEAN, STD = (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)


class PhantomEncoder(nn.Module):
    """uint8 RGB `[B, S, S, 3]` to features float32 `[B, 64]`; S is a multiple of 16 (128 in the bundle)."""

    def __init__(self, channels: tuple[int, ...] = (16, 32, 64, 96)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 3
        for i, width in enumerate(channels):
            kernel = 5 if i == 0 else 3
            layers += [
                nn.Conv2d(before, width, kernel, 2, kernel // 2, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(),
            ]
            if i:
                layers += [nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            before = width
        self.body = nn.Sequential(*layers)
        self.project = nn.Linear(before, FEATURES)
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(STD).view(1, 3, 1, 1))

    def forward(self, patches: Tensor) -> Tensor:
        """Features; the pooled maps pass one linear layer and tanh, so they lie in −1..1."""
        x = (patches.permute(0, 3, 1, 2).float() / 255 - self.mean) / self.std
        return torch.tanh(self.project(self.body(x).mean((2, 3))))
