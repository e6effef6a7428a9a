"""Figures of DSCA's phantom bundle on phantoms that neither encoder nor head was trained on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from scipy.stats import spearmanr

from ..dsca import Dsca
from ..dsca.model import risk
from ..figures import Interval, auc, by_groups, figure
from ..phantom.bags import TEXTURES
from .slides import PhantomSlide
from .survival import concordance, draw_outcome, log_hazard
from .train import MeanPooling

NEST_SHARE = 0.25
"""A patch counts as tumour from this share of its area in nests on."""


GAIN = "concordance: DSCA less mean pooling"
AMOUNTS = {"tumour_fraction": "nest", "immune_infiltrate": "lymphocyte"}
"""The amounts that make the hazard, and the texture of patches that tells how much of each was drawn."""


def held_name(amount: str) -> str:
    """Name of the figure on what the patches hold of an amount."""
    return f"{amount} asked for beside what the patches hold (correlation)"


@dataclass(frozen=True)
class Reading:
    """What a head says of one phantom: its risk, n·global attention [n], 16·cross-attention [n, 16] (mean over heads, 1 is
    average) and hazards [c]."""

    risk: float
    attention: np.ndarray
    cross: np.ndarray
    hazards: np.ndarray


@torch.no_grad()
def read_slide(head: Dsca, features: np.ndarray, cell: np.ndarray) -> Reading:
    """Ask a head (with cross-attention pooling) about `features` float32 [n, 17, D], `cell` int [n, 2]."""
    answer = head(*given(features, cell))
    cross = answer.cross_attention.softmax(-1).mean(1).numpy()
    return Reading(
        float(risk(answer.output)),
        answer.global_attention.numpy() * len(cell),
        cross * 16,
        answer.output.numpy(),
    )


@torch.no_grad()
def baseline_risk(model: MeanPooling, features: np.ndarray, cell: np.ndarray) -> float:
    """The baseline's risk."""
    return float(risk(model(*given(features, cell))))


def given(features: np.ndarray, cell: np.ndarray) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """`features` float32 [n, 17, D] and `cell` as the three tensors a head takes."""
    return torch.from_numpy(features[:, 0]), torch.from_numpy(features[:, 1:]), torch.from_numpy(cell)


def slide_figures(
    slides: list[PhantomSlide], risks: dict[str, np.ndarray], baseline: str, on: str
) -> list[dict[str, Any]]:
    """Concordance with the simulated outcomes, of each model's risks, and how they follow the true log-hazard."""
    months, events = (
        np.array(column) for column in zip(*(draw_outcome(s.spec) for s in slides), strict=True)
    )
    truth = np.array([log_hazard(s.spec) for s in slides])
    each, same = np.arange(len(slides)), np.zeros(len(slides))

    def measured(scores: np.ndarray) -> Interval:
        return by_groups(lambda at: concordance(scores[at], months[at], events[at]), each, same)

    base = measured(risks[baseline])
    found = [
        figure(f"concordance: {name}", measured(scores), len(slides), on, None if name == baseline else base)
        for name, scores in risks.items()
    ]
    both = np.stack([risks["DSCA"], risks[baseline]], 1)
    gain = by_groups(
        lambda at: float(np.subtract(*(concordance(r, months[at], events[at]) for r in both[at].T))),
        each,
        same,
    )
    found.append(figure(GAIN, gain, len(slides), f"{on}, the same phantoms redrawn for both"))
    found.append(figure("concordance: the true log-hazard (ceiling)", measured(truth), len(slides), on))
    for amount in ("tumour_fraction", "immune_infiltrate"):
        values = np.array([getattr(s.spec, amount) for s in slides])
        sign = 1 if amount == "tumour_fraction" else -1
        found.append(figure(f"concordance: {amount} alone", measured(sign * values), len(slides), on))
    for name, scores in risks.items():
        following = by_groups(lambda at, s=scores: spearmanr(s[at], truth[at]).statistic, each, same)
        found.append(figure(f"rank correlation with the true log-hazard: {name}", following, len(slides), on))
    return found


def amount_figures(slides: list[PhantomSlide], on: str) -> list[dict[str, Any]]:
    """How well the amounts asked for, of which the hazard is made, follow what was drawn: Pearson's correlation with the mean
    of the texture over the patches."""
    found = []
    for amount, texture in AMOUNTS.items():
        asked = np.array([getattr(s.spec, amount) for s in slides])
        held = np.array([s.texture[:, :, TEXTURES.index(texture)].mean() for s in slides])
        value = by_groups(
            lambda at, a=asked, h=held: float(np.corrcoef(a[at], h[at])[0, 1]),
            np.arange(len(slides)),
            np.zeros(len(slides)),
        )
        found.append(figure(held_name(amount), value, len(slides), on))
    return found


def map_figures(slides: list[PhantomSlide], readings: list[Reading], on: str) -> list[dict[str, Any]]:
    """Where the maps are high, beside what the phantom holds there. Values are per slide in units of the average, pooled."""
    nest = np.concatenate([s.texture[:, :, TEXTURES.index("nest")] for s in slides])
    immune = np.concatenate([s.texture[:, :, TEXTURES.index("lymphocyte")] for s in slides])
    owner = np.concatenate([np.full(len(s.cell), i) for i, s in enumerate(slides)])
    attention = np.concatenate([r.attention for r in readings])
    cross = np.concatenate([r.cross for r in readings])
    fine = np.repeat(owner, 16)
    dense = immune >= np.quantile(immune, 0.75)
    low_dense = immune.mean(1) >= np.quantile(immune.mean(1), 0.75)
    cases = {
        "global attention": (attention, nest.mean(1) >= NEST_SHARE, low_dense, owner),
        "cross-attention": (cross.ravel(), (nest >= NEST_SHARE).ravel(), dense.ravel(), fine),
        "attention product": (
            (attention[:, None] * cross).ravel(),
            (nest >= NEST_SHARE).ravel(),
            dense.ravel(),
            fine,
        ),
    }
    found = []
    for name, (values, tumour, immune_rich, groups) in cases.items():
        for what, truth in (("tumour", tumour), ("immune-rich", immune_rich)):
            area = by_groups(lambda at, v=values, t=truth: auc(v[at], t[at]), groups, np.zeros(len(groups)))
            kind = "low" if name == "global attention" else "high"
            label = f"patch AUC of {name} for {what} {kind}-resolution patches"
            found.append(figure(label, area, len(values), on))
    found.append(figure("largest n·global attention", float(attention.max()), len(attention), on))
    found.append(figure("least n·global attention", float(attention.min()), len(attention), on))
    return found


def low_signal(
    train: list[PhantomSlide],
    seen: list[np.ndarray],
    held_out: list[PhantomSlide],
    unseen: list[np.ndarray],
    on: str,
) -> list[dict[str, Any]]:
    """How well ridge regression reads a low-resolution patch's nest share and lymphocytes off its own features (the encoder
    was trained at a quarter of the spacing); baseline: off the mean of its 16 high-resolution patches' features."""
    found = []
    owner = np.concatenate([np.full(len(s.cell), i) for i, s in enumerate(held_out)])
    for name, column in (("nest share", "nest"), ("lymphocyte density", "lymphocyte")):
        at = TEXTURES.index(column)
        known, wanted = (
            np.concatenate([s.texture[:, :, at].mean(1) for s in slides]) for slides in (train, held_out)
        )
        said = []
        for pick in (lambda f: f[:, 0], lambda f: f[:, 1:].mean(1)):
            x, y = (np.concatenate([pick(f) for f in features]) for features in (seen, unseen))
            x, y = (np.column_stack([part, np.ones(len(part))]).astype(np.float64) for part in (x, y))
            said.append(y @ np.linalg.solve(x.T @ x + 1.0 * np.eye(x.shape[1]), x.T @ known))

        def explained(rows: np.ndarray, guess: np.ndarray, truth: np.ndarray = wanted) -> float:
            return 1 - ((guess[rows] - truth[rows]) ** 2).mean() / truth[rows].var()

        same = np.zeros(len(owner))
        mine, base = (by_groups(lambda rows, g=guess: explained(rows, g), owner, same) for guess in said)
        label = f"{name} of a low-resolution patch explained by its own features (R²)"
        found.append(figure(label, mine, len(owner), on, base))
    return found
