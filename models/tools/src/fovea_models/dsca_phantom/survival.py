"""Survival times of phantoms: simulated, with a hazard that the phantom defines, written down exactly.

    log-hazard  η = 4·(tumour_fraction / 0.30) − 4·immune_infiltrate
    time        T = 36 months · (E · e^−η)^(1/1.3),  E ~ exponential(1): Weibull, proportional hazards
    censoring   C ~ uniform(12, 96) months, independent of everything
    observed    min(T, C), and whether T ≤ C

Both amounts are the knobs that the phantom was drawn with; nothing else about it matters. E and C come from a generator
seeded with the phantom's own seed.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..phantom import PhantomSpec

LARGEST_TUMOUR_FRACTION = 0.30
TUMOUR_WEIGHT, IMMUNE_WEIGHT = 4.0, 4.0
SCALE_MONTHS, SHAPE = 36.0, 1.3
FOLLOW_UP_MONTHS = (12.0, 96.0)
STREAM = 23
"""Second word of the seed, so that these draws share nothing with the drawing's."""


class Outcome(NamedTuple):
    """What a study would know of a phantom: months until the event, or until it was last seen without one."""

    months: float
    event: bool


def log_hazard(spec: PhantomSpec) -> float:
    """η: the true log-hazard ratio; 0 at half of the largest tumour fraction and half of the infiltrate."""
    tumour = spec.tumour_fraction / LARGEST_TUMOUR_FRACTION
    return TUMOUR_WEIGHT * tumour - IMMUNE_WEIGHT * spec.immune_infiltrate


def draw_outcome(spec: PhantomSpec) -> Outcome:
    """The phantom's outcome, a pure function of its specification."""
    rng = np.random.default_rng([spec.seed, STREAM])
    months = SCALE_MONTHS * (rng.exponential() * np.exp(-log_hazard(spec))) ** (1 / SHAPE)
    seen = rng.uniform(*FOLLOW_UP_MONTHS)
    return Outcome(float(min(months, seen)), bool(months <= seen))


def concordance(risks: np.ndarray, months: np.ndarray, events: np.ndarray) -> float:
    """Harrell's concordance: of the pairs whose order is known (the earlier time is an event, or at equal times only one
    is), the share in which the earlier has the higher risk; equal risks count half. NaN without such a pair."""
    risks, months, events = np.asarray(risks), np.asarray(months), np.asarray(events, bool)
    earlier = (months[:, None] < months[None]) | ((months[:, None] == months[None]) & ~events[None])
    known = earlier & events[:, None] & ~np.eye(len(months), dtype=bool)
    if not known.any():
        return float("nan")
    higher = risks[:, None] - risks[None]
    return float(((higher > 0) + 0.5 * (higher == 0))[known].mean())


def bin_edges(months: np.ndarray, events: np.ndarray, bins: int) -> np.ndarray:
    """Inner borders of `bins` time bins in whole months, float64 [bins − 1]: quantiles of the times of the events."""
    inner = np.arange(1, bins) / bins
    return np.round(np.quantile(np.asarray(months)[np.asarray(events, bool)], inner))


def bin_of(months: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The bin of each time, int64 [n]; a border belongs to the later bin."""
    return np.searchsorted(edges, months, side="right")


def bin_names(edges: np.ndarray) -> list[str]:
    """Names of the bins, in months."""
    whole = [f"{edge:.0f}" for edge in edges]
    return [
        f"0–{whole[0]}",
        *(f"{a}–{b}" for a, b in pairwise(whole)),
        f"over {whole[-1]}",
    ]
