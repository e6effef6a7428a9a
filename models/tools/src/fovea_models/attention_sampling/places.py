"""Places of the attention grid and the patches of the image they stand for.

Place (row, column) of the grid `⌊H/step⌋ × ⌊W/step⌋` stands for the patch of S×S px whose first pixel is
`(step·row − ⌊S/2⌋, step·column − ⌊S/2⌋)`. Pixels outside the image by reflection, the edge pixel not repeated.
"""

import torch
from torch import Tensor


def grid_size(height: int, width: int, step_px: int) -> tuple[int, int]:
    """(rows, columns) of the grid."""
    return height // step_px, width // step_px


def reflect(index: Tensor, size: int) -> Tensor:
    """Indices brought into 0 … size − 1 by reflection (…, 2, 1, 0, 1, 2, …). Any distance outside is allowed."""
    if size == 1:
        return torch.zeros_like(index)
    folded = index.remainder(2 * (size - 1))
    return torch.minimum(folded, 2 * (size - 1) - folded)


def cut_patches(images: Tensor, places: Tensor, step_px: int, patch_px: int) -> Tensor:
    """Patches `[B, P, C, S, S]` of images `[B, C, H, W]` at places int64 `[B, P]` (row-major indices into the grid)."""
    height, width = images.shape[2:]
    _, columns = grid_size(height, width, step_px)
    span = torch.arange(patch_px) - patch_px // 2
    y = reflect((places // columns * step_px)[..., None] + span, height)  # [B, P, S]
    x = reflect((places % columns * step_px)[..., None] + span, width)
    item = torch.arange(len(images))[:, None, None, None]
    cut = images.permute(0, 2, 3, 1)[item, y[..., :, None], x[..., None, :]]  # [B, P, S, S, C]
    return cut.permute(0, 1, 4, 2, 3)
