"""Where a low-resolution patch lies, as the code that DSCA adds to its tokens."""

import torch
from torch import Tensor


def ranks(grid: Tensor) -> Tensor:
    """Integer coordinates `[n, 2]` replaced by their rank among the distinct values of their axis, from 0: gaps close."""
    columns = [torch.unique(axis, return_inverse=True)[1] for axis in grid.unbind(1)]
    return torch.stack(columns, 1)


def position_codes(grid: Tensor, width: int) -> Tensor:
    """Codes float32 `[n, width]` = [sin xω, cos xω, sin yω, cos yω] of the ranks (x, y) of `grid` int [n, 2].

    ω_k = 10000^(−k/(width/4 − 1)), k = 0 … width/4 − 1.
    """
    quarter = width // 4
    omega = 10000.0 ** -(torch.arange(quarter, dtype=torch.float32) / (quarter - 1))
    x, y = (ranks(grid).float()[:, axis : axis + 1] * omega for axis in (0, 1))
    return torch.cat([x.sin(), x.cos(), y.sin(), y.cos()], 1)
