"""Small encoders for the tests of `bundle`, named on its command line as `…/encoder_factories.py:name`."""

import torch
from torch import Tensor, nn

SIDE_PX, FEATURES = 32, 16


class Tokens(nn.Module):
    """Float `[B, 3, 32, 32]` to tokens `[B, 5, 16]` by nn.MultiheadAttention."""

    def __init__(self, batch_first: bool = True) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.batch_first = batch_first
        self.patch = nn.Conv2d(3, FEATURES, 16, 16)
        self.cls = nn.Parameter(torch.randn(1, 1, FEATURES))
        self.norm = nn.LayerNorm(FEATURES)
        self.attention = nn.MultiheadAttention(FEATURES, 2, batch_first=batch_first)

    def forward(self, images: Tensor) -> Tensor:
        x = self.patch(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], 1)
        x = x if self.batch_first else x.transpose(0, 1)
        z = self.norm(x)
        x = x + self.attention(z, z, z, need_weights=False)[0]
        return x if self.batch_first else x.transpose(0, 1)


def tokens() -> nn.Module:
    return Tokens()


def tokens_time_first() -> nn.Module:
    return Tokens(batch_first=False)


def maps() -> nn.Module:
    """Float `[B, 3, 32, 32]` to maps `[B, 16, 8, 8]`."""
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, FEATURES, 3, 2, 1)
    )


class RawPixels(nn.Module):
    """uint8 `[B, 32, 32, 3]` to features `[B, 16]`."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(2)
        self.linear = nn.Linear(3, FEATURES)

    def forward(self, patches: Tensor) -> Tensor:
        return torch.tanh(self.linear(patches.float().mean((1, 2)) / 255))


class Pair(nn.Module):
    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        return images.mean((2, 3)), images.amax((2, 3))


class Mixing(nn.Module):
    """A patch's features depend on its neighbours in the batch."""

    def forward(self, images: Tensor) -> Tensor:
        return images.mean((2, 3)) - images.mean((0, 2, 3))


class FixedBatch(nn.Module):
    """`len` of a tensor becomes a constant in the graph."""

    def forward(self, images: Tensor) -> Tensor:
        return images.flatten(1)[:, :FEATURES].reshape(len(images), -1)


class Overflowing(nn.Module):
    """Fine in float32; in float16 the intermediate sums are infinite."""

    def forward(self, images: Tensor) -> Tensor:
        pooled = images.mean((2, 3))
        return torch.tanh((pooled * 1e5 + 1e6) * 1e-6).repeat(1, 6)[:, :FEATURES]


def not_a_module() -> int:
    return 3


def failing() -> nn.Module:
    raise RuntimeError("no weights here")
