"""What a head says about bags, collected so that figures can be computed from it."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from .tda_mil import TdaMil


@dataclass(frozen=True)
class BagResult:
    """Of one bag: probability of the positive class, maps over patches [n], and the baseline's slide and patch scores."""

    probability: float
    relevance: np.ndarray
    bottom_up: np.ndarray
    top_down: np.ndarray
    baseline_probability: float
    baseline_patches: np.ndarray


@torch.no_grad()
def judge(head: TdaMil, baseline: nn.Module, features: np.ndarray, positive: int = 1) -> BagResult:
    """Run both models on one bag, float32 [n, D]; the baseline's patch score is its logit on each patch alone."""
    bag = torch.from_numpy(features)
    answer = head(bag)
    alone = baseline(bag.unsqueeze(1)).log_softmax(-1)[:, positive]
    return BagResult(
        probability=float(answer.logits.softmax(-1)[positive]),
        relevance=answer.relevance.numpy(),
        bottom_up=answer.bottom_up.numpy() * len(bag),
        top_down=answer.top_down.numpy() * len(bag),
        baseline_probability=float(baseline(bag).softmax(-1)[positive]),
        baseline_patches=alone.numpy(),
    )
