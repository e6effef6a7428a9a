"""Golden tensors: synthetic input and the answer PyTorch gives, which every back end must reproduce."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from ..encoders.part import Encode
from ..onnx_tools.session import open_session
from ..phantom import PhantomSpec, plan_layout, render_block
from .kinds.base import Features

DRAWN_PATCHES = 9
"""So many patches are encoded; further features are mixtures of theirs (a large encoder takes seconds per patch)."""


def drawn_image(width: int, height: int, seed: int) -> np.ndarray:
    """Part of a phantom drawn from a seed, uint8 [height, width, 3]; nothing of a real slide."""
    spec = PhantomSpec(seed=seed, width=width + 1024, height=height + 1024, tumour_fraction=0.3, pieces=1)
    return render_block(plan_layout(spec), 512, 512, width, height)


@lru_cache(maxsize=2)
def drawn_patches(side_px: int, count: int, seed: int) -> np.ndarray:
    """Patches of such an image, uint8 [count, S, S, 3]; not to be changed (kept for the next caller)."""
    per_row = int(np.ceil(np.sqrt(count)))
    image = drawn_image(side_px * per_row, side_px * per_row, seed)
    tiles = image.reshape(per_row, side_px, per_row, side_px, 3).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(tiles.reshape(-1, side_px, side_px, 3)[:count])


def golden_patch(encode: Encode, side_px: int, seed: int) -> dict[str, np.ndarray]:
    """The tensors of `golden/encoder.safetensors`."""
    patch = drawn_patches(side_px, DRAWN_PATCHES, seed)[:1]
    return {"patch": patch, "features": np.ascontiguousarray(encode(patch), np.float32)}


def synthetic_features(encoder: Path, side_px: int, seed: int) -> Features:
    """Features to ask the head about (by the encoder's ONNX file): first those of drawn patches, then mixtures of two of
    them, so that no two are alike."""
    patches = drawn_patches(side_px, DRAWN_PATCHES, seed)
    session = open_session(encoder)
    known = np.concatenate([session.run(["features"], {"patches": patch[None]})[0] for patch in patches])

    def features(count: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        further = max(count - len(known), 0)
        first = rng.integers(0, len(known), further)
        second = (first + rng.integers(1, len(known), further)) % len(known)
        share = rng.uniform(0.1, 0.9, (further, 1)).astype(np.float32)
        mixed = known[first] * share + known[second] * (1 - share)
        return np.ascontiguousarray(np.concatenate([known[:count], mixed]), np.float32)

    return features
