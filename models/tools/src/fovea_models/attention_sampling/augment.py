"""Changes of an image that keep its class: flips, zoom, contrast."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F


def look(planes: Tensor, zoom: float, contrast: float, rng: np.random.Generator) -> Tensor:
    """Each image `[B, 3, H, W]` (0..1) flipped, enlarged from a random part and changed in contrast; same shape.

    The part's sides are a share `zoom` … 1 of the image's; contrast is scaled by 1 ± `contrast` about each channel's mean.
    """
    batch = len(planes)
    share = rng.uniform(zoom, 1, batch)
    matrix = np.zeros((batch, 2, 3), np.float32)
    for axis in (0, 1):
        matrix[:, axis, axis] = share * rng.choice([-1, 1], batch)
        matrix[:, axis, 2] = rng.uniform(-1, 1, batch) * (1 - share)
    grid = F.affine_grid(torch.from_numpy(matrix), list(planes.shape), align_corners=False)
    cut = F.grid_sample(planes, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
    gain = torch.from_numpy(rng.uniform(1 - contrast, 1 + contrast, (batch, 1, 1, 1)).astype(np.float32))
    mean = cut.mean((2, 3), keepdim=True)
    return ((cut - mean) * gain + mean).clamp(0, 1)
