"""Drawings of nuclei ("sprites") in units of haematoxylin, to be stamped onto a slide."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

SPINDLE, LYMPHOCYTE, GLANDULAR, TUMOUR = range(4)
"""Kinds of nuclei: stromal, small round immune, benign epithelial, tumour."""

TURNS = 16
VARIANTS = 10


@dataclass(frozen=True)
class NucleusKind:
    """Diameters in µm, haematoxylin amounts in optical density."""

    length_um: tuple[float, float]
    width_um: tuple[float, float]
    density: tuple[float, float]
    lumpiness: float
    chromatin: float
    nucleoli: int
    rim: float


KINDS: dict[int, NucleusKind] = {
    SPINDLE: NucleusKind((9, 16), (2.2, 3.6), (0.55, 0.95), 0.05, 0.12, 0, 0.1),
    LYMPHOCYTE: NucleusKind((5.2, 6.8), (5.0, 6.4), (1.0, 1.35), 0.04, 0.18, 0, 0.0),
    GLANDULAR: NucleusKind((7, 9.5), (4.2, 5.4), (0.55, 0.8), 0.04, 0.10, 0, 0.15),
    TUMOUR: NucleusKind((9, 16), (7, 12), (0.6, 1.25), 0.14, 0.26, 2, 0.3),
}


def draw_nucleus(
    rng: np.random.Generator, kind: NucleusKind, turn_rad: float, spacing_um_px: float
) -> np.ndarray:
    """One nucleus, haematoxylin float32 [side, side], side odd, long axis at `turn_rad` to the x axis."""
    a = rng.uniform(*kind.length_um) / 2 / spacing_um_px
    b = rng.uniform(*kind.width_um) / 2 / spacing_um_px
    half = int(np.ceil(max(a, b) * (1 + 2 * kind.lumpiness) + 2))
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    u = x * np.cos(turn_rad) + y * np.sin(turn_rad)
    v = -x * np.sin(turn_rad) + y * np.cos(turn_rad)
    angle = np.arctan2(v / b, u / a)
    edge = np.ones_like(x)
    for k in (2, 3, 4, 5):
        edge += kind.lumpiness * rng.normal() / (k - 1) * np.cos(k * angle + rng.uniform(0, 2 * np.pi))
    radius = np.sqrt((u / a) ** 2 + (v / b) ** 2) / np.clip(edge, 0.6, 1.5)
    softness = 1.1 / min(a, b)
    inside = np.clip((1 - radius) / softness + 0.5, 0, 1)
    grain = ndimage.gaussian_filter(rng.standard_normal(x.shape), 1.3)
    texture = 1 + kind.chromatin * grain / (grain.std() + 1e-6)
    texture += kind.rim * np.exp(-(((radius - 0.86) / 0.14) ** 2))
    for _ in range(rng.integers(0, kind.nucleoli + 1)):
        r, t = rng.uniform(0, 0.5), rng.uniform(0, 2 * np.pi)
        texture += 0.9 * np.exp(-((u / a - r * np.cos(t)) ** 2 + (v / b - r * np.sin(t)) ** 2) / 0.03)
    return (rng.uniform(*kind.density) * inside * np.clip(texture, 0.3, 2.2)).astype(np.float32)


def draw_sprites(rng: np.random.Generator, spacing_um_px: float) -> dict[int, list[list[np.ndarray]]]:
    """For each kind, sprites by `[turn][variant]`; turn t has its long axis at `t·π/TURNS`."""
    return {
        name: [
            [draw_nucleus(rng, kind, t * np.pi / TURNS, spacing_um_px) for _ in range(VARIANTS)]
            for t in range(TURNS)
        ]
        for name, kind in KINDS.items()
    }
