"""Vision transformers with random weights: encoders of a chosen size to test with, never to be used on anything.

Pre-norm blocks with attention written out, a CLS token, learnt positions. Not a published model.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ..onnx_tools.inspect import read_graph
from ..onnx_tools.weights import save_model, weight_bytes
from .exporters import quiet
from .files import strip, wants_external

MEAN = STD = (0.5, 0.5, 0.5)
DYNAMO_OPSET = 18


@dataclass(frozen=True)
class VitSize:
    """`side_px` image, `patch_px` token, `width`, `depth` blocks, `heads`; the feed-forward is four times as wide."""

    side_px: int
    patch_px: int
    width: int
    depth: int
    heads: int


SIZES = {"tiny": VitSize(32, 8, 64, 2, 4), "large": VitSize(224, 16, 1024, 24, 16)}
"""`large` is ViT-L/16: about 303 million parameters, 1.2 GB in float32."""


class VitBlock(nn.Module):
    """x + attention(LN(x)), then + MLP(LN(x))."""

    def __init__(self, size: VitSize) -> None:
        super().__init__()
        d = size.width
        self.heads = size.heads
        self.norm1, self.norm2 = nn.LayerNorm(d, 1e-6), nn.LayerNorm(d, 1e-6)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.up, self.down = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def apart(self, x: Tensor) -> Tensor:
        """`[B, T, d]` to `[B, h, T, d/h]`."""
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x: Tensor) -> Tensor:
        """`[B, T, d]` to the same."""
        z = self.norm1(x)
        q, k, v = self.apart(self.query(z)), self.apart(self.key(z)), self.apart(self.value(z))
        weights = torch.softmax((q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2), -1)
        x = x + self.out((weights @ v).transpose(1, 2).flatten(2))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class RandomVit(nn.Module):
    """Normalised float32 `[B, 3, S, S]` to tokens `[B, 1 + patches, width]`, CLS first."""

    def __init__(self, size: VitSize, seed: int) -> None:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            super().__init__()
            count = (size.side_px // size.patch_px) ** 2
            self.patch = nn.Conv2d(3, size.width, size.patch_px, size.patch_px)
            self.cls = nn.Parameter(torch.randn(1, 1, size.width) * 0.02)
            self.positions = nn.Parameter(torch.randn(1, count + 1, size.width) * 0.02)
            self.blocks = nn.ModuleList(VitBlock(size) for _ in range(size.depth))
            self.norm = nn.LayerNorm(size.width, 1e-6)

    def forward(self, images: Tensor) -> Tensor:
        """See the class."""
        x = self.patch(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], 1) + self.positions
        for block in self.blocks:
            x = block(x)
        return self.norm(x)


def tiny() -> RandomVit:
    """For `--encoder fovea_models.encoders.vit:tiny`: patches of 32 px, 64 features."""
    return RandomVit(SIZES["tiny"], 0)


def large() -> RandomVit:
    """For `--encoder fovea_models.encoders.vit:large`: patches of 224 px, 1024 features."""
    return RandomVit(SIZES["large"], 0)


def write_random_vit(path: Path, name: str, seed: int) -> int:
    """A random ViT as an ordinary ONNX file (`image` float32 `[B, 3, S, S]` to `tokens` `[B, T, D]`), large weights in a data
    file beside it; returns the number of parameters."""
    size = SIZES[name]
    model = RandomVit(size, seed).eval().requires_grad_(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}-export")
    scratch.mkdir()
    try:
        with quiet():
            program = torch.onnx.export(
                model,
                (torch.zeros(2, 3, size.side_px, size.side_px),),
                dynamo=True,
                opset_version=DYNAMO_OPSET,
                input_names=["image"],
                output_names=["tokens"],
                dynamic_shapes=({0: torch.export.Dim("B", min=1, max=4096)},),
                verbose=False,
            )
            program.save(str(scratch / path.name), external_data=True)
        graph = read_graph(scratch / path.name)
        strip(graph)
        save_model(graph, scratch, path, wants_external(weight_bytes(graph, scratch), None))
    finally:
        for file in scratch.iterdir():
            file.unlink()
        scratch.rmdir()
    return sum(parameter.numel() for parameter in model.parameters())
