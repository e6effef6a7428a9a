"""Trains the phantom encoder to tell how much of each texture a patch holds.

This is supervision by patch texture (what the generator drew there), tumour nuclei included, and the card says so; the
head on top sees slide labels only.
"""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from ..phantom.bags import TEXTURES, PhantomBag
from .augment import stain, turn
from .phantom_cnn import FEATURES, PhantomEncoder


def train_encoder(bags: list[PhantomBag], seed: int, epochs: int = 8, batch: int = 48) -> PhantomEncoder:
    """An encoder in evaluation mode; a linear read-out of its features regresses the standardised textures."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    patches = np.concatenate([bag.patches for bag in bags])
    wanted = np.sqrt(np.concatenate([bag.texture for bag in bags]))
    wanted = (wanted - wanted.mean(0)) / (wanted.std(0) + 1e-6)
    encoder, read_out = PhantomEncoder(), nn.Linear(FEATURES, len(TEXTURES))
    parameters = [*encoder.parameters(), *read_out.parameters()]
    optimiser = torch.optim.AdamW(parameters, 2e-3, weight_decay=0.01)
    steps = len(patches) // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, epochs * steps)
    encoder.train()
    for epoch in range(epochs):
        order, total = rng.permutation(len(patches)), 0.0
        for step in range(steps):
            chosen = order[step * batch : (step + 1) * batch]
            half = batch // 2  # two draws of stain and orientation per batch
            images = np.concatenate(
                [turn(stain(patches[c], rng), rng) for c in (chosen[:half], chosen[half:])]
            )
            loss = F.smooth_l1_loss(
                read_out(encoder(torch.from_numpy(images))), torch.from_numpy(wanted[chosen])
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"encoder epoch {epoch + 1}/{epochs}: loss {total / steps:.4f}", flush=True)
    return encoder.eval()


@torch.no_grad()
def encode(encoder: nn.Module, patches: np.ndarray, batch: int = 64) -> np.ndarray:
    """Features float32 [n, D] of uint8 patches [n, S, S, 3]."""
    parts = [encoder(torch.from_numpy(patches[i : i + batch])) for i in range(0, len(patches), batch)]
    return torch.cat(parts).numpy()
