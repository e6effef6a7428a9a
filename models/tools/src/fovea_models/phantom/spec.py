"""What a phantom is asked to be: size, seed, and the two amounts that are controlled independently."""

from dataclasses import dataclass

import numpy as np

MAP_UM = 8.0
"""Spacing of the coarse maps (tissue, labels, truth mask), µm per px."""


@dataclass(frozen=True)
class PhantomSpec:
    """A phantom is a pure function of this value.

    `tumour_fraction`: share of the tissue area wanted inside tumour nests, 0..0.5.
    `immune_infiltrate`: 0..1; scales both the lymphocytes scattered in the stroma and their aggregates.
    `pieces`: how many tissue pieces lie on the slide; `None` chooses by size.
    """

    seed: int
    width: int
    height: int
    spacing_um_px: float = 0.5
    tumour_fraction: float = 0.1
    immune_infiltrate: float = 0.4
    pieces: int | None = None

    def __post_init__(self) -> None:
        if min(self.width, self.height) < 256:
            raise ValueError("a phantom is at least 256 px on a side")
        if not 0 <= self.tumour_fraction <= 0.5:
            raise ValueError("tumour_fraction lies in 0..0.5")
        if not 0 <= self.immune_infiltrate <= 1:
            raise ValueError("immune_infiltrate lies in 0..1")

    @property
    def map_shape(self) -> tuple[int, int]:
        """(rows, columns) of the coarse maps."""
        px = MAP_UM / self.spacing_um_px
        return int(np.ceil(self.height / px)), int(np.ceil(self.width / px))


@dataclass(frozen=True)
class StainScan:
    """How this phantom was "stained and scanned": optical densities per unit of dye, strength, glass, focus."""

    haematoxylin: np.ndarray  # float32 [3], RGB optical density
    eosin: np.ndarray  # float32 [3]
    strength_h: float
    strength_e: float
    glass: np.ndarray  # float32 [3], RGB of empty glass, 0..255
    blur_px: float  # Gaussian sigma of the optics at 0.5 µm/px
    noise: float  # sensor noise, grey levels

    @staticmethod
    def draw(rng: np.random.Generator) -> "StainScan":
        """Draw a lab and scanner. The mean dye vectors lie between Ruifrok & Johnston's and Macenko's."""

        def vector(mean: tuple[float, float, float], spread: float) -> np.ndarray:
            v = np.clip(np.array(mean) + rng.normal(0, spread, 3), 0.02, None)
            return (v / np.linalg.norm(v)).astype(np.float32)

        return StainScan(
            haematoxylin=vector((0.61, 0.71, 0.34), 0.03),
            eosin=vector((0.16, 0.91, 0.37), 0.03),
            strength_h=float(rng.uniform(0.85, 1.2)),
            strength_e=float(rng.uniform(0.8, 1.2)),
            glass=(rng.uniform(240, 248) + rng.normal(0, 1.2, 3)).clip(236, 250).astype(np.float32),
            blur_px=float(rng.uniform(0.7, 1.0)),
            noise=float(rng.uniform(0.4, 1.2)),
        )
