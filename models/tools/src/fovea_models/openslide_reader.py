"""Level pixels by OpenSlide, white outside the slide (extra `slides`)."""

from pathlib import Path

import numpy as np
import openslide

from .resample import Pyramid


class OpenSlideReader:
    """A `LevelReader` over one slide."""

    def __init__(self, path: Path) -> None:
        self._slide = openslide.OpenSlide(str(path))
        self.sizes = tuple(self._slide.level_dimensions)

    def pyramid(self, spacing_um_px: float | None = None) -> Pyramid:
        """The slide's pyramid with a stated spacing, or its own; raises ValueError where it has none."""
        own = self._slide.properties.get(openslide.PROPERTY_NAME_MPP_X)
        if spacing_um_px is None and own is None:
            raise ValueError("the slide states no spacing: give one")
        return Pyramid(self.sizes, spacing_um_px if spacing_um_px is not None else float(own))

    def read(self, level: int, x: int, y: int, width: int, height: int) -> np.ndarray:
        """uint8 RGB [height, width, 3] of whole level pixels; transparent and outside is white."""
        out = np.full((height, width, 3), 255, np.uint8)
        level_width, level_height = self.sizes[level]
        x0, y0, x1, y1 = max(x, 0), max(y, 0), min(x + width, level_width), min(y + height, level_height)
        if x0 >= x1 or y0 >= y1:
            return out
        out[y0 - y : y1 - y, x0 - x : x1 - x] = self._exact(level, x0, y0, x1 - x0, y1 - y0)
        return out

    def _exact(self, level: int, x: int, y: int, width: int, height: int) -> np.ndarray:
        # OpenSlide takes level-0 coordinates; where the downsample is not whole, a level pixel's corner may fall between
        # two of them and the answer would be resampled. Read from a corner that is whole in both, then crop.
        (w0, h0), (w, h) = self.sizes[0], self.sizes[level]
        start_x, x0 = _whole_corner(x, w0, w)
        start_y, y0 = _whole_corner(y, h0, h)
        size = (width + x - start_x, height + y - start_y)
        rgba = np.asarray(self._slide.read_region((x0, y0), level, size))[y - start_y :, x - start_x :]
        alpha = rgba[..., 3:].astype(np.uint16)
        return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)

    def close(self) -> None:
        """Release the file."""
        self._slide.close()


def _whole_corner(at: int, full: int, level: int, reach: int = 64) -> tuple[int, int]:
    """(level pixel at or before `at`, its level-0 coordinate) whose corner is whole; the nearest to whole otherwise."""
    steps = range(min(at, reach) + 1)
    best = min(
        steps,
        key=lambda step: (abs((at - step) * full / level - round((at - step) * full / level)) > 1e-6, step),
    )
    return at - best, round((at - best) * full / level)
