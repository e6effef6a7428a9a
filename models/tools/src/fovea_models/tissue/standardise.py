"""Standardised features: the head is trained on them, then the standardisation is folded into its first layer."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from ..tda_mil import Config, TdaMil
from ..tda_mil.training import MeanPooling

LEAST_DEVIATION = 1e-3


@dataclass(frozen=True)
class Standardisation:
    """`(features − mean) / deviation`, both float32 [D]."""

    mean: np.ndarray
    deviation: np.ndarray

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """float32 [..., D] to the same shape."""
        return ((features - self.mean) / self.deviation).astype(np.float32)


def fit_standardisation(features: np.ndarray) -> Standardisation:
    """From features float32 [n, D]; uses no labels."""
    return Standardisation(features.mean(0), features.std(0) + LEAST_DEVIATION)


def _fold(layer: nn.Linear, by: Standardisation) -> nn.Linear:
    folded = nn.Linear(layer.in_features, layer.out_features)
    with torch.no_grad():
        weight = layer.weight.double() / torch.from_numpy(by.deviation).double()
        folded.weight.copy_(weight)
        folded.bias.copy_(layer.bias - weight @ torch.from_numpy(by.mean).double())
    return folded


def fold_head(head: TdaMil, by: Standardisation) -> TdaMil:
    """The same head, taking the encoder's features as they are."""
    whole = TdaMil(Config(**head.config.as_dict()))
    folded = _fold(head.embed, by)
    whole.load_state_dict({**head.state_dict(), "embed.weight": folded.weight, "embed.bias": folded.bias})
    return whole.eval()


def fold_baseline(model: MeanPooling, by: Standardisation) -> MeanPooling:
    """The baseline likewise."""
    whole = MeanPooling(model.classifier.in_features, model.classifier.out_features)
    whole.classifier = _fold(model.classifier, by)
    return whole.eval()
