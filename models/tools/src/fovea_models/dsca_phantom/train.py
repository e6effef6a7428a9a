"""Training DSCA, and the mean-pooling baseline, on phantoms with simulated survival times."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from ..dsca import Config, Dsca
from ..dsca.model import SCALE


@dataclass(frozen=True)
class Case:
    """One phantom: `views` float32 [views, n, 17, D] (low patch, then its 16 high ones), `cell` int32 [n, 2], and what a
    study knows of it: `bin` of the observed time, and whether an event ended it."""

    views: np.ndarray
    cell: np.ndarray
    bin: int
    event: bool


@dataclass(frozen=True)
class Recipe:
    """How a model is trained. `keep`: least share of the low patches that a step sees."""

    epochs: int = 40
    batch: int = 8
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    dropout: float = 0.2
    feature_noise: float = 0.05
    keep: float = 0.6


def survival_loss(hazards: Tensor, at: int, event: bool) -> Tensor:
    """Negative log likelihood of one case under hazards [c] of time bins: an event in bin k is survival of all before it
    and the hazard of k; a case last seen in bin k is survival of all up to k."""
    safe = hazards.clamp(1e-6, 1 - 1e-6)
    survived = torch.log1p(-safe)
    return -(survived[:at].sum() + safe[at].log()) if event else -survived[: at + 1].sum()


def turned(view: np.ndarray, cell: np.ndarray, symmetry: int) -> tuple[np.ndarray, np.ndarray]:
    """A slide under one of the 8 symmetries of the square: `view [n, 17, D]` and `cell [n, 2]`, its low patches listed
    x-outer again and their 16 high ones row by row. The patches themselves stay as they are: the encoder hardly minds."""
    low, high = view[:, :1], view[:, 1:].reshape(len(view), SCALE, SCALE, -1)
    column, row = cell[:, 0], cell[:, 1]
    if symmetry & 1:
        column, high = column.max() - column, high[:, :, ::-1]
    if symmetry & 2:
        row, high = row.max() - row, high[:, ::-1]
    if symmetry & 4:
        column, row, high = row, column, high.swapaxes(1, 2)
    order = np.lexsort((row, column))
    flat = np.concatenate([low, high.reshape(len(view), SCALE**2, -1)], 1)
    return flat[order], np.stack([column, row], 1)[order]


def step_input(case: Case, recipe: Recipe, rng: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """One look at a case: any view, any symmetry, some low patches left out (their order kept), noise on the features."""
    view, cell = turned(case.views[rng.integers(len(case.views))], case.cell, int(rng.integers(8)))
    n = len(view)
    kept = np.sort(rng.permutation(n)[: max(1, round(n * rng.uniform(recipe.keep, 1)))])
    view = view[kept]
    view = view + recipe.feature_noise * rng.standard_normal(view.shape, np.float32)
    return torch.from_numpy(view[:, 0]), torch.from_numpy(view[:, 1:]), torch.from_numpy(cell[kept])


class MeanPooling(nn.Module):
    """The baseline: both resolutions' mean features (standardised), one linear layer to the hazards; `streams`: which are
    read."""

    def __init__(
        self, means: Tensor, spreads: Tensor, classes: int, streams: tuple[str, ...] = ("low", "high")
    ) -> None:
        super().__init__()
        self.streams = streams
        self.register_buffer("means", means)
        self.register_buffer("spreads", spreads)
        self.linear = nn.Linear(len(means), classes)

    def forward(self, low: Tensor, high: Tensor, _grid: Tensor) -> Tensor:
        """Hazards [c] of `low [n, D]`, `high [n, 16, D]`."""
        pooled = mean_features(low, high, self.streams)
        return torch.sigmoid(self.linear((pooled - self.means) / self.spreads))


def mean_features(low: Tensor, high: Tensor, streams: tuple[str, ...]) -> Tensor:
    """Mean features of the named streams, one after the other."""
    means = {"low": low.mean(0), "high": high.mean((0, 1))}
    return torch.cat([means[name] for name in streams])


def _train(
    model: nn.Module, hazards: Callable[..., Tensor], cases: list[Case], recipe: Recipe, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    optimiser = torch.optim.AdamW(model.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
    steps = -(-len(cases) // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.learning_rate, recipe.epochs * steps)
    model.train()
    for _ in range(recipe.epochs):
        order = rng.permutation(len(cases))
        for first in range(0, len(order), recipe.batch):
            chosen = [cases[i] for i in order[first : first + recipe.batch]]
            losses = [
                survival_loss(hazards(*step_input(case, recipe, rng)), case.bin, case.event)
                for case in chosen
            ]
            optimiser.zero_grad()
            torch.stack(losses).mean().backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    model.eval()


def train_dsca(config: Config, cases: list[Case], recipe: Recipe, seed: int) -> Dsca:
    """A DSCA head in evaluation mode."""
    torch.manual_seed(seed)
    model = Dsca(config, recipe.dropout)
    _train(model, lambda *given: model(*given).output, cases, recipe, seed)
    return model


def train_mean_pooling(
    classes: int, cases: list[Case], recipe: Recipe, seed: int, streams: tuple[str, ...] = ("low", "high")
) -> MeanPooling:
    """The baseline, trained on the same cases with the same loss."""
    torch.manual_seed(seed)
    seen = torch.stack(
        [
            mean_features(torch.from_numpy(view[:, 0]), torch.from_numpy(view[:, 1:]), streams)
            for case in cases
            for view in case.views
        ]
    )
    model = MeanPooling(seen.mean(0), seen.std(0) + 1e-6, classes, streams)
    _train(model, model, cases, recipe, seed)
    return model
