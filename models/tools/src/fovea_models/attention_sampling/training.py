"""Trains attention sampling: REINFORCE for where to look, cross-entropy for what is seen there.

Per step every image of a batch is taken `repeats` times, each with its own P places. Reward: the probability given to the
true class, minus the mean over the batch. The attention network minimises `−reward · Σ log a(place) − entropy · H(a)`, the
feature network the cross-entropy; neither sees the other's gradient. The uniform baseline is the same model whose
attention is held at zero logits.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from .augment import look
from .model import AttentionSampling, Config, as_planes
from .places import cut_patches, grid_size


@dataclass(frozen=True)
class Recipe:
    """How to train. `zoom` is the least share of an image's side that is kept (1: all), `contrast` and `tint` the largest
    changes (see `augment.look`).

    `baseline`: the mean that is taken off the reward, over the `batch` or over the repeats of each `image`.
    """

    epochs: int
    batch: int = 8
    repeats: int = 4
    learning_rate: float = 1e-3
    entropy: float = 0.05
    zoom: float = 0.6
    contrast: float = 0.1
    tint: float = 0.0
    baseline: str = "batch"
    uniform: bool = False


def train(
    images: np.ndarray,
    labels: np.ndarray,
    config: Config,
    recipe: Recipe,
    seed: int,
    log: Callable[[str], None] = print,
) -> AttentionSampling:
    """A model in evaluation mode from images uint8 `[n, H, W, 3]` and labels int `[n]`."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    # channels last: the convolutions of few channels take half the time
    model = AttentionSampling(config).to(memory_format=torch.channels_last).train()
    start(model, images)
    if recipe.uniform:
        hold_uniform(model)
    optimiser = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], recipe.learning_rate)
    truth = torch.from_numpy(labels).long()
    for epoch in range(recipe.epochs):
        order, totals = rng.permutation(len(images)), np.zeros(3)
        batches = [order[i : i + recipe.batch] for i in range(0, len(order), recipe.batch)]
        for chosen in batches:
            pixels = as_planes(torch.from_numpy(images[chosen]))
            planes = look(pixels, recipe.zoom, recipe.contrast, rng, recipe.tint)
            planes = planes.contiguous(memory_format=torch.channels_last)
            loss, values = _loss(model, planes, truth[chosen], recipe)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            totals += values
        cross, reward, entropy = totals / len(batches)
        log(
            f"epoch {epoch + 1}/{recipe.epochs}: cross-entropy {cross:.4f} p(true) {reward:.3f} entropy {entropy:.3f}"
        )
    return model.eval()


def start(model: AttentionSampling, images: np.ndarray) -> None:
    """Keras' default weights, as the original's: Glorot's, and no biases. Both first convolutions start as if their
    input were standardised by the training images' channel means and deviations, or votes start out nearly constant."""
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    pixels = images[:, ::7, ::7].reshape(-1, 3) / 255
    mean, deviation = (torch.from_numpy(v.astype(np.float32)) for v in (pixels.mean(0), pixels.std(0)))
    with torch.no_grad():
        for first in (model.attention.conv[0], model.feature.conv[0]):
            first.weight /= deviation[:, None, None]
            first.bias -= (first.weight * mean[:, None, None]).sum((1, 2, 3))


def hold_uniform(model: AttentionSampling) -> None:
    """Make every place equally likely, for good."""
    torch.nn.init.zeros_(model.attention.last.weight)
    torch.nn.init.zeros_(model.attention.last.bias)
    model.attention.requires_grad_(False)


def _log_attention(model: AttentionSampling, planes: Tensor, uniform: bool) -> Tensor:
    """`[B, n]`; even places are not computed, only counted."""
    if not uniform:
        return model.attention(planes).flatten(1).log_softmax(1)
    rows, columns = grid_size(*planes.shape[2:], model.config.step_px)
    return torch.zeros(len(planes), rows * columns).log_softmax(1)


def _loss(
    model: AttentionSampling, planes: Tensor, truth: Tensor, recipe: Recipe
) -> tuple[Tensor, tuple[float, float, float]]:
    c, repeats = model.config, recipe.repeats
    batch = len(planes)
    log_a = _log_attention(model, planes, recipe.uniform)  # [B, n]
    places = torch.multinomial(log_a.detach().exp(), repeats * c.samples, replacement=True)  # [B, R·P]
    patches = cut_patches(planes, places, c.step_px, c.patch_px)
    votes = model.feature(patches.flatten(0, 1)).view(batch, repeats, c.samples, c.classes)
    chosen = log_a.gather(1, places).view(batch, repeats, c.samples)
    scores = model.scores(chosen.detach().exp(), votes)
    right = scores.gather(2, truth[:, None, None].expand(-1, repeats, 1))[..., 0]  # [B, R]
    cross = -right.clamp_min(1e-8).log().mean()
    reward = right.detach()
    advantage = reward - (reward.mean(1, keepdim=True) if recipe.baseline == "image" else reward.mean())
    policy = -(advantage * chosen.sum(2)).mean()
    entropy = -(log_a.exp() * log_a).sum(1).mean()
    return cross + policy - recipe.entropy * entropy, (cross.item(), reward.mean().item(), entropy.item())
