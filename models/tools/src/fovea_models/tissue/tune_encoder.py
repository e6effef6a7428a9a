"""Tunes EfficientNet-Lite0 on LC25000's training tiles (five classes), so that its features speak of tissue.

Their spacing is about 0.4–0.6 µm/px, unstated; the bundle's is 0.571, so tiles are drawn at 0.7–1.05 times their size
(mirrored at the edges). The lower blocks stay as ImageNet made them, batch norms keep their statistics.
"""

import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ..encoders.augment import rescale, stain, turn
from ..encoders.efficientnet_lite0 import FEATURES, EfficientNetLite0, load_imagenet
from .data import TILE_CLASSES, Tile, read_images

FROZEN_BLOCKS = 8


def tune(
    train: list[Tile], test: list[Tile], seed: int, epochs: int, batch: int = 24
) -> tuple[EfficientNetLite0, dict]:
    """The tuned encoder in evaluation mode, and its accuracy on tiles of other originals."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    images, labels = (
        read_images([t.file for t in train]),
        np.array([TILE_CLASSES.index(t.kind) for t in train]),
    )
    encoder, read_out = load_imagenet(), nn.Linear(FEATURES, len(TILE_CLASSES))
    frozen = [encoder._conv_stem, encoder._bn0, *encoder._blocks[:FROZEN_BLOCKS]]
    for module in frozen:
        module.requires_grad_(False)
    upper = [p for p in encoder.parameters() if p.requires_grad]
    groups = [{"params": upper, "lr": 3e-4}, {"params": read_out.parameters(), "lr": 3e-3}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.02)
    steps = len(train) // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [3e-4, 3e-3], epochs * steps, pct_start=0.2)
    start = time.perf_counter()
    for epoch in range(epochs):
        order, total = rng.permutation(len(train)), 0.0
        for step in range(steps):
            chosen = order[step * batch : (step + 1) * batch]
            drawn = [rescale(images[i], rng.uniform(0.7, 1.05), rng) for i in chosen]
            drawn = np.concatenate([turn(stain(d[None], rng), rng) for d in drawn])
            features = F.dropout(encoder(torch.from_numpy(drawn)), 0.3)
            loss = F.cross_entropy(read_out(features), torch.from_numpy(labels[chosen]), label_smoothing=0.1)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        spent = time.perf_counter() - start
        print(f"tuning epoch {epoch + 1}/{epochs}: loss {total / steps:.3f}, {spent:.0f} s", flush=True)
    encoder.eval().requires_grad_(True)
    right = []
    with torch.no_grad():
        for tile in test:
            answer = read_out(encoder(torch.from_numpy(read_images([tile.file])))).argmax(-1).item()
            right.append(answer == TILE_CLASSES.index(tile.kind))
    return encoder, {"tile_accuracy_test": float(np.mean(right)), "tiles_test": len(test)}


def describe(measured: dict, seed: int, epochs: int) -> str:
    """How the encoder came about, for the card."""
    return (
        f"Encoder: EfficientNet-Lite0 with ImageNet weights; all above block {FROZEN_BLOCKS} tuned for {epochs} epochs "
        "on LC25000's training originals (five classes, tile labels; stain, orientation, scale 0.7–1.05), seed "
        f"{seed}; accuracy on tiles of {measured['tiles_test']} test originals {measured['tile_accuracy_test']:.3f}."
    )
