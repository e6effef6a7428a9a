"""Changes of stain, scale and orientation that a patch may undergo without changing what it shows."""

import numpy as np
from PIL import Image

H_E = np.array([[0.61, 0.71, 0.34], [0.16, 0.91, 0.37], [0.0, 0.0, 0.0]])
"""Optical-density directions of haematoxylin, eosin and a residual (filled in below), rows of unit length."""
H_E[2] = np.cross(H_E[0], H_E[1])
H_E /= np.linalg.norm(H_E, axis=1, keepdims=True)


def stain(patches: np.ndarray, rng: np.random.Generator, strength: float = 1.0) -> np.ndarray:
    """Scale and shift both dyes, tilt and brighten the light; uint8 RGB `[..., 3]` in and out, one draw for all."""
    density = -np.log((patches.astype(np.float32) + 1) / 256)
    dyes = density @ np.linalg.inv(H_E).astype(np.float32)
    scale = 1 + strength * rng.uniform(-0.25, 0.25, 3)
    shift = strength * rng.uniform(-0.04, 0.04, 3) * (1, 1, 0.5)
    mixed = (dyes * scale.astype(np.float32) + shift.astype(np.float32)) @ H_E.astype(np.float32)
    light = 256 * (1 + strength * rng.uniform(-0.05, 0.03)) * (1 + strength * rng.uniform(-0.015, 0.015, 3))
    return np.clip(np.exp(-mixed) * light.astype(np.float32) - 0.5, 0, 255).astype(np.uint8)


def turn(patches: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One of the eight symmetries of the square, uint8 `[n, S, S, 3]`, one draw for all."""
    patches = np.rot90(patches, rng.integers(4), (1, 2))
    return np.ascontiguousarray(patches[:, :, ::-1] if rng.uniform() < 0.5 else patches)


def rescale(patch: np.ndarray, factor: float, rng: np.random.Generator) -> np.ndarray:
    """Magnify a patch by `factor` about a random centre; where it shrinks, mirrored at its edges. uint8 `[S, S, 3]`."""
    side = patch.shape[0]
    size = max(8, round(side * factor))
    image = np.asarray(
        Image.fromarray(patch).resize((size, size), Image.Resampling.BILINEAR, reducing_gap=None)
    )
    if size >= side:
        x, y = rng.integers(0, size - side + 1, 2)
        return image[y : y + side, x : x + side]
    before = rng.integers(0, side - size + 1, 2)
    after = side - size - before
    return np.pad(image, ((before[0], after[0]), (before[1], after[1]), (0, 0)), mode="reflect")
