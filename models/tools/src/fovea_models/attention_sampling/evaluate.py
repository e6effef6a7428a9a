"""What a trained model says about images, over repeated draws."""

from dataclasses import dataclass

import numpy as np
import torch

from .model import AttentionSampling, draw_places, most_attended


@dataclass(frozen=True)
class Judged:
    """Of n images: `scores` float32 [n, draws, c], `attended` float32 [n, c] (the P most attended instead of drawn), and
    `attention`, a list of float32 [h, w] (sum 1)."""

    scores: np.ndarray
    attended: np.ndarray
    attention: list[np.ndarray]


@torch.no_grad()
def judge(model: AttentionSampling, images: np.ndarray, samples: int, draws: int, seed: int) -> Judged:
    """Scores of each image uint8 `[n, H, W, 3]` over `draws` seeded draws of `samples` places."""
    generator = torch.Generator().manual_seed(seed)
    scores, attended, maps = [], [], []
    for image in images:
        pixels = torch.from_numpy(image)
        attention = model.distribution(pixels)
        drawn = draw_places(attention, draws * samples, generator)
        places = torch.cat([drawn, most_attended(attention, samples)])
        votes = model.votes(pixels, places).view(draws + 1, samples, -1)
        answer = model.scores(attention.flatten()[places].view(draws + 1, samples), votes)
        scores.append(answer[:-1].numpy())
        attended.append(answer[-1].numpy())
        maps.append(attention.numpy())
    return Judged(np.stack(scores), np.stack(attended), maps)


def correct(judged: Judged, labels: np.ndarray) -> np.ndarray:
    """Share of draws whose largest score is the true class, float64 [n]."""
    return (judged.scores.argmax(-1) == labels[:, None]).mean(1)
