"""Changes of an image that keep its class: flips, zoom, contrast, tint."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F


def look(planes: Tensor, zoom: float, contrast: float, rng: np.random.Generator, tint: float = 0.0) -> Tensor:
    """Each image `[B, 3, H, W]` (0..1) flipped, enlarged from a random part and changed in contrast; same shape.

    The part's sides are a share `zoom` … 1 of the image's; contrast is scaled by 1 ± `contrast` about each channel's mean,
    and how far each channel is from white by 1 ± `tint`, each channel by its own factor.
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
    cut = (cut - mean) * gain + mean
    if tint > 0:
        dye = torch.from_numpy(rng.uniform(1 - tint, 1 + tint, (batch, 3, 1, 1)).astype(np.float32))
        cut = 1 - (1 - cut) * dye
    return cut.clamp(0, 1)
