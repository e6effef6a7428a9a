"""TDA-MIL exactly as the project's design page writes it.

Shapes: `n` patches, `N = n + 1` tokens (token 0 is CLS), `D` encoder features, `d` width, `h` heads, `c` classes;
`...` is any number of leading bag axes (bags of one size may be stacked). All tensors float32.
"""

from dataclasses import asdict, dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

NORM_EPS = 1e-5
COSINE_EPS = 1e-8


@dataclass(frozen=True)
class Config:
    """Sizes and variants. `shared_blocks`: both steps use the same blocks. `second_pass`: what step II starts from."""

    features: int
    width: int
    heads: int
    blocks: int
    classes: int
    mlp_ratio: int = 2
    shared_blocks: bool = True
    second_pass: Literal["from-input", "from-output"] = "from-input"

    def __post_init__(self) -> None:
        for name in ("features", "width", "heads", "blocks", "classes", "mlp_ratio"):
            if type(value := getattr(self, name)) is not int or value < 1:
                raise ValueError(f"{name} is {value!r}; a whole number from 1 on is wanted")
        if self.blocks < 2:
            raise ValueError("TDA-MIL needs at least 2 blocks: with one, both attentions are the same")
        if self.width % self.heads:
            raise ValueError("the width is a multiple of the number of heads")
        if self.second_pass not in ("from-input", "from-output"):
            raise ValueError(f"unknown second_pass: {self.second_pass}")

    def as_dict(self) -> dict[str, int | bool | str]:
        """Plain values, for a checkpoint."""
        return asdict(self)


class Answer(NamedTuple):
    """`logits [..., c]`; maps over the n patches `[..., n]`; `cosine [..., n]` is the relevance before clamping,
    `tokens [..., N, d]` those of step I and `classed [..., d]` the final CLS token (both for auxiliary losses)."""

    logits: Tensor
    relevance: Tensor
    bottom_up: Tensor
    top_down: Tensor
    cosine: Tensor
    tokens: Tensor
    classed: Tensor


class Block(nn.Module):
    """Pre-norm transformer block whose values may be steered: V = W_V(LN(x) + td)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        d = config.width
        self.heads = config.heads
        self.norm1 = nn.LayerNorm(d, NORM_EPS)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.norm2 = nn.LayerNorm(d, NORM_EPS)
        self.up, self.down = nn.Linear(d, config.mlp_ratio * d), nn.Linear(config.mlp_ratio * d, d)

    def split(self, x: Tensor) -> Tensor:
        """`[..., m, d]` to `[..., h, m, d/h]`."""
        return x.unflatten(-1, (self.heads, -1)).transpose(-3, -2)

    def forward(self, x: Tensor, td: Tensor | None) -> tuple[Tensor, Tensor]:
        """`x`, `td` `[..., N, d]` (td None is zero) to the new `[..., N, d]` and CLS's attention, mean over heads, `[..., N]`."""
        z = self.norm1(x)
        q, k = self.split(self.query(z)), self.split(self.key(z))
        v = self.split(self.value(z if td is None else z + td))
        scale = (x.shape[-1] // self.heads) ** -0.5
        row = torch.softmax((q[..., :1, :] * scale) @ k.transpose(-1, -2), -1)
        mixed = F.scaled_dot_product_attention(q, k, v, scale=scale)
        x = x + self.out(mixed.transpose(-3, -2).flatten(-2))
        return x + self.down(F.gelu(self.up(self.norm2(x)))), row.mean(-3).squeeze(-2)


class TdaMil(nn.Module):
    """The whole head: features of one bag in, slide-level logits and three maps out."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        d = config.width
        self.embed = nn.Linear(config.features, d)
        self.cls = nn.Parameter(torch.randn(d) * 0.02)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.blocks))
        self.step2 = (
            None if config.shared_blocks else nn.ModuleList(Block(config) for _ in range(config.blocks))
        )
        self.task = nn.Parameter(torch.randn(d))
        self.select_matrix = nn.Parameter(torch.eye(d))
        self.td_up, self.td_down = nn.Linear(d, d), nn.Linear(d, d)
        self.norm = nn.LayerNorm(d, NORM_EPS)
        self.classifier = nn.Linear(d, config.classes)

    def cosine(self, x: Tensor) -> Tensor:
        """cos(x, T), `[..., d]` to `[...]`."""
        task = self.task / self.task.norm().clamp_min(COSINE_EPS)
        return (x @ task) / x.norm(dim=-1).clamp_min(COSINE_EPS)

    def select(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Relevance `[..., m]` = clamp(cos(x, T), 0, 1) and td `[..., m, d]` = MLP_td(C·(s ⊙ x))."""
        relevance = self.cosine(x).clamp(0, 1)
        chosen = (relevance.unsqueeze(-1) * x) @ self.select_matrix.T
        return relevance, self.td_down(F.gelu(self.td_up(chosen)))

    def first_step(self, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Step I: x0 `[..., N, d]`, its output `[..., N, d]` and bottom-up attention `[..., N]` (CLS included)."""
        tokens = self.embed(features)
        x0 = torch.cat([self.cls.expand(*tokens.shape[:-2], 1, -1), tokens], -2)
        x, bottom_up = x0, x0
        for block in self.blocks:
            x, bottom_up = block(x, None)
        return x0, x, bottom_up

    def cosine_alone(self, features: Tensor) -> Tensor:
        """cos(x, T) of every patch as a bag of one, `[..., n, D]` to `[..., n]`: what it shows without its company."""
        _, x, _ = self.first_step(features.unsqueeze(-2))
        return self.cosine(x[..., 1, :])

    def forward(self, features: Tensor) -> Answer:
        """`features [..., n, D]` with n ≥ 1."""
        x0, x, bottom_up = self.first_step(features)
        relevance, td = self.select(x)
        first = x
        x, top_down = (x0 if self.config.second_pass == "from-input" else x), bottom_up
        for block in self.step2 or self.blocks:
            x, top_down = block(x, td)
        classed = x[..., 0, :]
        return Answer(
            self.classifier(self.norm(classed)),
            relevance[..., 1:],
            bottom_up[..., 1:],
            top_down[..., 1:],
            self.cosine(first[..., 1:, :]),
            first,
            classed,
        )
