"""Golden tensors: synthetic input and the answer PyTorch gives, which every back end must reproduce."""

from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn

from ..phantom import PhantomSpec, plan_layout, render_block
from ..tda_mil import TdaMil

HEAD_PATCHES = 49


def drawn_patches(side_px: int, count: int, seed: int) -> np.ndarray:
    """Patches of a phantom drawn from a seed, uint8 [count, S, S, 3]; nothing of a real slide."""
    side = side_px * int(np.ceil(np.sqrt(count)))
    spec = PhantomSpec(seed=seed, width=side + 1024, height=side + 1024, tumour_fraction=0.3, pieces=1)
    image = render_block(plan_layout(spec), 512, 512, side, side)
    per_row = side // side_px
    tiles = image.reshape(per_row, side_px, per_row, side_px, 3).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(tiles.reshape(-1, side_px, side_px, 3)[:count])


@torch.no_grad()
def write_goldens(encoder: nn.Module, head: TdaMil, side_px: int, folder: Path, seed: int) -> None:
    """`golden/encoder.safetensors` and `golden/head.safetensors`, both computed by PyTorch."""
    (folder / "golden").mkdir(parents=True, exist_ok=True)
    patches = drawn_patches(side_px, HEAD_PATCHES, seed)
    features = torch.cat([encoder(torch.from_numpy(patches[i : i + 1])) for i in range(len(patches))])
    first = {"patch": patches[:1], "features": features[:1].numpy()}
    save_file(first, folder / "golden" / "encoder.safetensors")
    answer = head(features)
    tensors = {
        "features": features,
        "logits": answer.logits,
        "task-relevance": answer.relevance,
        "bottom-up-attention": answer.bottom_up,
        "top-down-attention": answer.top_down,
    }
    arrays = {name: np.ascontiguousarray(value.numpy()) for name, value in tensors.items()}
    save_file(arrays, folder / "golden" / "head.safetensors")
