"""DSCA exactly as the project's design page writes it, with the original's parameter names.

After Liu et al., "DSCA: A dual-stream network with cross-attention on whole-slide image pyramids for cancer prognosis"
(2023). Shapes: `n` low-resolution patches, each with its 16 high-resolution ones row by row inside it; `D` encoder
features, `d` width, `e` width of an encoder's tokens (d, or 2d where the streams are concatenated before it), `w` width of
what the slide's answer is read from, `h` heads, `c` classes. All tensors float32.
"""

from dataclasses import asdict, dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .positions import position_codes

SCALE = 4
CROSS_HEADS = 4
LOW_KERNEL, HIGH_KERNEL = 5, 3


@dataclass(frozen=True)
class Config:
    """Sizes and variants. `join`: are the streams joined before (`pre`) or after (`post`) the encoders; `fusion`: how."""

    features: int
    width: int
    classes: int
    pooling: Literal["capool", "gapool", "avgpool"] = "capool"
    fusion: Literal["cat", "fusion"] = "fusion"
    join: Literal["pre", "post"] = "post"
    layers: int = 1
    heads: int = 8
    positions: bool = True

    def __post_init__(self) -> None:
        for name, allowed in (
            ("pooling", ("capool", "gapool", "avgpool")),
            ("fusion", ("cat", "fusion")),
            ("join", ("pre", "post")),
            ("layers", (1, 2)),
        ):
            if (value := getattr(self, name)) not in allowed:
                raise ValueError(f"{name} is {value!r}; one of {', '.join(map(str, allowed))} is supported")
        for name in ("features", "width", "classes", "heads"):
            if type(value := getattr(self, name)) is not int or value < 1:
                raise ValueError(f"{name} is {value!r}; a whole number from 1 on is wanted")
        if type(self.positions) is not bool:
            raise ValueError(f"positions is {self.positions!r}; true or false is wanted")
        if self.width % self.heads or self.width % CROSS_HEADS:
            raise ValueError(f"the width is a multiple of the number of heads and of {CROSS_HEADS}")
        if self.positions and self.width < 8:
            raise ValueError("position codes need a width of at least 8")

    @property
    def output(self) -> Literal["hazards", "cox"]:
        """One class is a Cox log-risk, several are the hazards of time bins."""
        return "cox" if self.classes == 1 else "hazards"

    @property
    def output_width(self) -> int:
        """w: what gate and answer read."""
        return 2 * self.width if self.fusion == "cat" else self.width

    @property
    def streams(self) -> dict[str, tuple[str, int]]:
        """The encoders: stream name → (module name of the original, width of its tokens)."""
        if self.join == "pre":
            return {"joint": ("patch_encoder_layer", self.output_width)}
        names = ("patch_encoder_layer", "patch_encoder_layer_parallel")
        return dict(zip(("low", "high"), ((name, self.width) for name in names), strict=True))

    def as_dict(self) -> dict[str, int | bool | str]:
        """Plain values, for a checkpoint."""
        return asdict(self)


class Answer(NamedTuple):
    """`output [c]`: hazards 0..1, or the Cox log-risk `[1]`; `global_attention [n]`, sum 1; with `capool`
    `cross_attention [n, 4, 16]`: scores before the softmax, else None."""

    output: Tensor
    global_attention: Tensor
    cross_attention: Tensor | None


def risk(output: Tensor) -> Tensor:
    """`[..., c]` to `[...]`, higher is worse: −Σ over the bins of survival Π(1 − hazard), or the log-risk itself."""
    return output[..., 0] if output.shape[-1] == 1 else -(1 - output).cumprod(-1).sum(-1)


class GatedPool(nn.Module):
    """Gated attention pooling over the last axis but one."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1 = nn.Sequential(nn.Linear(width, width), nn.Tanh())
        self.score = nn.Sequential(nn.Linear(width, width), nn.Sigmoid())
        self.fc2 = nn.Linear(width, 1)

    def scores(self, x: Tensor) -> Tensor:
        """`[..., m, width]` to scores before the softmax `[..., m]`."""
        return self.fc2(self.fc1(x) * self.score(x)).squeeze(-1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Weighted sum `[..., width]` and the weights `[..., m]`."""
        weights = self.scores(x).softmax(-1)
        return (weights.unsqueeze(-2) @ x).squeeze(-2), weights


class Attention(nn.Module):
    """Multi-head attention written out, with the parameter names of `nn.MultiheadAttention`."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.zeros_(self.out_proj.bias)

    def project(self, x: Tensor, part: int) -> Tensor:
        """Queries (0), keys (1) or values (2) of `x [..., m, width]` as `[..., h, m, width/h]`."""
        weight, bias = self.in_proj_weight.chunk(3)[part], self.in_proj_bias.chunk(3)[part]
        return F.linear(x, weight, bias).unflatten(-1, (self.heads, -1)).transpose(-3, -2)

    def forward(self, query: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
        """`query [..., q, width]` over `x [..., m, width]`: `[..., q, width]` and scores before the softmax
        `[..., h, q, m]`."""
        q, k, v = self.project(query, 0), self.project(x, 1), self.project(x, 2)
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
        mixed = scores.softmax(-1) @ v
        return self.out_proj(mixed.transpose(-3, -2).flatten(-2)), scores


class EncoderLayer(nn.Module):
    """Post-norm transformer layer, feed-forward width = model width, ReLU."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.self_attn = Attention(width, heads)
        self.linear1, self.linear2 = nn.Linear(width, width), nn.Linear(width, width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        """`[m, width]` to the same."""
        x = self.norm1(x + self.dropout(self.self_attn(x, x)[0]))
        return self.norm2(x + self.dropout(self.linear2(self.dropout(F.relu(self.linear1(x))))))


class Encoder(nn.Module):
    """One or two layers."""

    def __init__(self, width: int, config: Config, dropout: float) -> None:
        super().__init__()
        self.layers = nn.ModuleList(EncoderLayer(width, config.heads, dropout) for _ in range(config.layers))

    def forward(self, x: Tensor) -> Tensor:
        """`[m, width]` to the same."""
        for layer in self.layers:
            x = layer(x)
        return x


class LowEmbedding(nn.Module):
    """1-D convolution over the sequence, zero padding, layer norm where asked for."""

    def __init__(self, features: int, width: int, kernel: int, norm: bool) -> None:
        super().__init__()
        self.conv = nn.Conv1d(features, width, kernel, padding=kernel // 2)
        self.norm = nn.LayerNorm(width) if norm else None

    def forward(self, low: Tensor) -> Tensor:
        """`[n, D]` to `[n, d]`."""
        x = self.conv(low.T[None])[0].T
        return x if self.norm is None else self.norm(x)


class HighEmbedding(nn.Module):
    """Each 4×4 block through a 3×3 convolution, layer norm, ReLU, and pooled to one token."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        d = config.width
        self.conv = nn.Conv2d(config.features, d, HIGH_KERNEL, padding=HIGH_KERNEL // 2)
        self.norm = nn.LayerNorm(d)
        if config.pooling == "capool":
            self.conv_patch_x5 = LowEmbedding(config.features, d, 1, norm=False)
            self.cross_att_pool = Attention(d, CROSS_HEADS)
        elif config.pooling == "gapool":
            self.pool = GatedPool(d)

    def forward(self, low: Tensor, high: Tensor) -> tuple[Tensor, Tensor | None]:
        """`low [n, D]`, `high [n, 16, D]` to tokens `[n, d]` and the cross-attention scores `[n, 4, 16]`, if any."""
        x = self.conv(high.transpose(1, 2).unflatten(2, (SCALE, SCALE)))
        x = F.relu(self.norm(x.flatten(2).transpose(1, 2)))
        if hasattr(self, "cross_att_pool"):
            pooled, scores = self.cross_att_pool(self.conv_patch_x5(low)[:, None], x)
            return pooled[:, 0], scores[:, :, 0]
        return (self.pool(x)[0] if hasattr(self, "pool") else x.mean(1)), None


class Dsca(nn.Module):
    """The whole head: features of one slide at both resolutions in, hazards or log-risk and maps out."""

    def __init__(self, config: Config, dropout: float = 0.0) -> None:
        super().__init__()
        self.config = config
        self.patchx20_embedding_layer = HighEmbedding(config)
        self.patchx5_embedding_layer = LowEmbedding(config.features, config.width, LOW_KERNEL, norm=True)
        for name, width in config.streams.values():
            self.add_module(name, Encoder(width, config, dropout))
        w = config.output_width
        self.pool = GatedPool(w)
        layers: list[nn.Module] = [nn.Linear(w, config.classes), nn.Sigmoid()]
        if config.output == "cox":
            layers = [nn.Linear(w, w // 2), nn.ReLU(), nn.Dropout(dropout), nn.Linear(w // 2, 1)]
        self.out_layer = nn.Sequential(*layers)

    def join(self, low: Tensor, high: Tensor) -> Tensor:
        """Two streams `[n, d]` as one `[n, w]`."""
        return torch.cat([high, low], -1) if self.config.fusion == "cat" else low + high

    def forward(self, low: Tensor, high: Tensor, grid: Tensor) -> Answer:
        """`low [n, D]`, `high [n, 16, D]`, `grid` int [n, 2] (column, row of each low patch, in any unit), n ≥ 1."""
        high_tokens, cross = self.patchx20_embedding_layer(low, high)
        low_tokens = self.patchx5_embedding_layer(low)
        if self.config.positions:
            codes = position_codes(grid, self.config.width)
            low_tokens, high_tokens = low_tokens + codes, high_tokens + codes
        if self.config.join == "pre":
            x = self.patch_encoder_layer(self.join(low_tokens, high_tokens))
        else:
            x = self.join(
                self.patch_encoder_layer(low_tokens), self.patch_encoder_layer_parallel(high_tokens)
            )
        pooled, attention = self.pool(x)
        return Answer(self.out_layer(pooled), attention, cross)
