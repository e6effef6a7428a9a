"""Random smooth fields and closed curves that the layout and the renderer are made of."""

import numpy as np
from scipy import ndimage


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], sigma: float) -> np.ndarray:
    """Gaussian random field, float32 [rows, columns], mean 0, standard deviation 1, correlation length `sigma` px.

    Drawn on a grid about `sigma / 2` px wide and enlarged, so the cost does not grow with `sigma`.
    """
    step = max(sigma / 2, 1.0)
    coarse = (int(np.ceil(shape[0] / step)) + 4, int(np.ceil(shape[1] / step)) + 4)
    field = ndimage.gaussian_filter(rng.standard_normal(coarse), sigma / step)
    field = (field - field.mean()) / (field.std() + 1e-9)
    rows = np.arange(shape[0]) / step + 1.5
    columns = np.arange(shape[1]) / step + 1.5
    return sample_grid(field.astype(np.float32), rows, columns)


def sample_grid(field: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Bilinear samples of `field` at the outer product of `rows` and `columns`, clamped, float32 [rows, columns]."""
    r = np.clip(rows, 0, field.shape[0] - 1)
    c = np.clip(columns, 0, field.shape[1] - 1)
    r0 = np.minimum(r.astype(np.int64), max(field.shape[0] - 2, 0))
    c0 = np.minimum(c.astype(np.int64), max(field.shape[1] - 2, 0))
    r1 = np.minimum(r0 + 1, field.shape[0] - 1)
    c1 = np.minimum(c0 + 1, field.shape[1] - 1)
    fr = (r - r0).astype(np.float32)[:, None]
    fc = (c - c0).astype(np.float32)[None, :]
    across = field[:, c0] * (1 - fc) + field[:, c1] * fc
    return across[r0] * (1 - fr) + across[r1] * fr


def wrapped_texture(rng: np.random.Generator, side: int, sigma: tuple[float, float]) -> np.ndarray:
    """Noise that repeats without a seam, float32 [side, side], mean 0, standard deviation 1."""
    field = ndimage.gaussian_filter(rng.standard_normal((side, side)).astype(np.float32), sigma, mode="wrap")
    return (field - field.mean()) / field.std()


def blob(
    rng: np.random.Generator, centre: tuple[float, float], radius: float, roughness: float, points: int = 48
) -> np.ndarray:
    """A closed lobed curve about `centre` (x, y), float64 [points, 2] (x, y), mean radius about `radius`."""
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    r = np.ones(points)
    for k in range(1, 7):
        r += roughness / k**0.8 * rng.normal() * np.cos(k * angle + rng.uniform(0, 2 * np.pi))
    r = np.clip(r, 0.45, 1.6)
    stretch, turn = rng.uniform(0.75, 1.3), rng.uniform(0, np.pi)
    x, y = r * np.cos(angle) * stretch, r * np.sin(angle) / stretch
    return np.stack(
        [
            centre[0] + radius * (x * np.cos(turn) - y * np.sin(turn)),
            centre[1] + radius * (x * np.sin(turn) + y * np.cos(turn)),
        ],
        axis=1,
    )


def polygon_area(polygon: np.ndarray) -> float:
    """Area of a polygon [points, 2], in its units squared (shoelace)."""
    x, y = polygon.T
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)
