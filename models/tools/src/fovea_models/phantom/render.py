"""A planned phantom turned into pixels, block by block, by the Beer–Lambert law of two dyes.

`rgb = glass · exp(−(H·haematoxylin + E·eosin))`, H and E being amounts per pixel.
"""

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from .fields import sample_grid, wrapped_texture
from .layout import Layout
from .nuclei import TURNS, VARIANTS, draw_sprites
from .spec import MAP_UM

MARGIN_PX = 48
"""Blocks are rendered with this margin, so that nuclei and blur cross their borders without a seam."""

TEXTURE_PX = 1024


class Painter:
    """Renders blocks of one phantom. Everything random is drawn once here, so blocks agree at their borders."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        rng = np.random.default_rng([layout.spec.seed, 7])
        self.sprites = draw_sprites(rng, layout.spec.spacing_um_px)
        self.fibres = wrapped_texture(rng, TEXTURE_PX, (1.5, 14))
        self.bundles = wrapped_texture(rng, TEXTURE_PX, (6, 40))
        self.cloud = wrapped_texture(rng, TEXTURE_PX, (9, 9))
        self.grain = wrapped_texture(rng, TEXTURE_PX, (1.2, 1.2))
        self.sensor = rng.standard_normal((TEXTURE_PX, TEXTURE_PX)).astype(np.float32)
        self.variant = rng.integers(0, VARIANTS, len(layout.nuclei))
        order = np.argsort(layout.nuclei[:, 1], kind="stable")
        self.nuclei = layout.nuclei[order]

    def block(self, x: int, y: int, width: int, height: int) -> np.ndarray:
        """Pixels of the half-open box at (x, y), uint8 RGB [height, width, 3]; white glass outside the tissue."""
        left, top = x - MARGIN_PX, y - MARGIN_PX
        shape = (height + 2 * MARGIN_PX, width + 2 * MARGIN_PX)
        dye_h, dye_e = self._ground(left, top, shape)
        self._areas(dye_h, dye_e, left, top)
        self._stamp(dye_h, dye_e, left, top)
        stain = self.layout.stain
        blur = stain.blur_px * 0.5 / self.layout.spec.spacing_um_px
        crop = slice(MARGIN_PX, MARGIN_PX + height), slice(MARGIN_PX, MARGIN_PX + width)
        dye_h = ndimage.gaussian_filter(dye_h, blur, truncate=3)[crop] * stain.strength_h
        dye_e = ndimage.gaussian_filter(dye_e, blur, truncate=3)[crop] * stain.strength_e
        noise = self._wrapped(self.sensor, x, y, (height, width)) * stain.noise
        out = np.empty((height, width, 3), np.uint8)
        for channel in range(3):
            density = dye_h * stain.haematoxylin[channel] + dye_e * stain.eosin[channel]
            value = stain.glass[channel] * np.exp(-density) + noise * np.minimum(1, density * 4)
            out[..., channel] = np.clip(np.floor(value + 0.5), 0, 255)
        return out

    @staticmethod
    def _wrapped(texture: np.ndarray, left: int, top: int, shape: tuple[int, int]) -> np.ndarray:
        rows = np.arange(top, top + shape[0]) % texture.shape[0]
        columns = np.arange(left, left + shape[1]) % texture.shape[1]
        return texture[np.ix_(rows, columns)]

    def _coarse(self, field: np.ndarray, left: int, top: int, shape: tuple[int, int]) -> np.ndarray:
        cell = MAP_UM / self.layout.spec.spacing_um_px
        rows = (np.arange(top, top + shape[0]) + 0.5) / cell - 0.5
        columns = (np.arange(left, left + shape[1]) + 0.5) / cell - 0.5
        return sample_grid(field, rows, columns)

    def _ground(self, left: int, top: int, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
        """Glass and stroma: wavy fibres that follow the direction field, denser bundles, frayed edges."""
        layout = self.layout
        um = 1 / layout.spec.spacing_um_px / 2  # textures are drawn for 0.5 µm/px
        xs = np.arange(left, left + shape[1], dtype=np.float32)[None, :] / um
        ys = np.arange(top, top + shape[0], dtype=np.float32)[:, None] / um
        sin, cos = np.sin(layout.turn_rad), np.cos(layout.turn_rad)
        along = xs * cos + ys * sin
        across = -xs * sin + ys * cos + self._coarse(layout.wave_px, left, top, shape) / um
        at = [np.broadcast_to(across, shape), np.broadcast_to(along, shape)]
        fibres = ndimage.map_coordinates(self.fibres, at, order=1, mode="grid-wrap", prefilter=False)
        bundles = ndimage.map_coordinates(self.bundles, at, order=1, mode="grid-wrap", prefilter=False)
        grain = self._wrapped(self.grain, left, top, shape)
        tissue = self._coarse(layout.tissue, left, top, shape) + 0.004 * fibres + 0.003 * grain
        cover = np.clip(tissue / 0.012, 0, 1)
        gaps = np.clip((0.8 * fibres + 0.9 * bundles + 2.5) * 1.4, 0.1, 1)
        dye_e = cover * gaps * np.clip(0.34 + 0.10 * bundles + 0.07 * fibres + 0.02 * grain, 0.04, 1)
        dye_h = cover * gaps * np.clip(0.045 + 0.012 * bundles, 0, 1)
        return dye_h.astype(np.float32), dye_e.astype(np.float32)

    def _mask(
        self, polygons: list[np.ndarray], left: int, top: int, shape: tuple[int, int]
    ) -> np.ndarray | None:
        """Smooth-edged mask of the polygons that touch this block, float32 0..1, or None if none does."""
        image: Image.Image | None = None
        for polygon in polygons:
            low, high = polygon.min(0) - (left, top), polygon.max(0) - (left, top)
            if (high < 0).any() or low[0] > shape[1] or low[1] > shape[0]:
                continue
            image = image or Image.new("L", (shape[1], shape[0]))
            ImageDraw.Draw(image).polygon([tuple(p) for p in polygon - (left + 0.5, top + 0.5)], fill=255)
        if image is None:
            return None
        return ndimage.gaussian_filter(np.asarray(image, np.float32) / 255, 1.2, truncate=3)

    def _areas(self, dye_h: np.ndarray, dye_e: np.ndarray, left: int, top: int) -> None:
        """Nests (amphophilic cytoplasm, a cleft around), glands with lumen, fat; changes both dyes in place."""
        layout, shape = self.layout, dye_h.shape
        cloud = self._wrapped(self.cloud, left, top, shape)
        grain = self._wrapped(self.grain, left, top, shape)
        if (nest := self._mask(layout.nests, left, top, shape)) is not None:
            soft = ndimage.gaussian_filter(nest, 5, truncate=2)
            cleft = np.clip(1 - np.abs(soft - 0.22) / 0.16, 0, 1) * np.clip(cloud * 0.9 + 0.3, 0, 0.85)
            strand = np.clip(1.5 - np.abs(self._coarse(layout.septa, left, top, shape)) / 0.12, 0, 1)
            self._mix(
                dye_h,
                dye_e,
                nest * (1 - strand),
                0.17 + 0.03 * cloud + 0.01 * grain,
                0.30 + 0.05 * cloud + 0.02 * grain,
            )
            dye_h *= 1 - cleft
            dye_e *= 1 - cleft
        if (outer := self._mask([g.outer for g in layout.glands], left, top, shape)) is not None:
            self._mix(dye_h, dye_e, outer, 0.09 + 0.01 * grain, 0.26 + 0.03 * cloud + 0.02 * grain)
            inner = self._mask([g.inner for g in layout.glands], left, top, shape)
            if inner is not None:
                pale = ndimage.gaussian_filter(inner, 6, truncate=2)
                self._mix(dye_h, dye_e, 0.6 * pale, 0.05, 0.10)
                self._mix(dye_h, dye_e, inner, 0.0, 0.015)
        if (fat := self._mask(layout.fat, left, top, shape)) is not None:
            rim = np.clip(1 - np.abs(fat - 0.4) / 0.4, 0, 1)
            self._mix(dye_h, dye_e, fat, 0.0, 0.01)
            dye_e += 0.22 * rim

    @staticmethod
    def _mix(
        dye_h: np.ndarray, dye_e: np.ndarray, mask: np.ndarray, h: np.ndarray | float, e: np.ndarray | float
    ) -> None:
        dye_h += mask * (h - dye_h)
        dye_e += mask * (e - dye_e)

    def _stamp(self, dye_h: np.ndarray, dye_e: np.ndarray, left: int, top: int) -> None:
        """Draw every nucleus whose sprite may touch the block; overlapping nuclei add up only in part."""
        height, width = dye_h.shape
        first, last = np.searchsorted(self.nuclei[:, 1], [top - MARGIN_PX, top + height + MARGIN_PX])
        for index in range(first, last):
            x, y, kind, direction, depth = self.nuclei[index]
            turn = round(direction / np.pi * TURNS) % TURNS
            sprite = self.sprites[int(kind)][turn][self.variant[index]]
            half = sprite.shape[0] // 2
            x0, y0 = round(x) - left - half, round(y) - top - half
            cx, cy = max(x0, 0), max(y0, 0)
            ex, ey = min(x0 + sprite.shape[1], width), min(y0 + sprite.shape[0], height)
            if cx >= ex or cy >= ey:
                continue
            part = sprite[cy - y0 : ey - y0, cx - x0 : ex - x0] * depth
            under = dye_h[cy:ey, cx:ex]
            dye_h[cy:ey, cx:ex] = np.maximum(under, part) + 0.3 * np.minimum(under, part)
            dye_e[cy:ey, cx:ex] *= 1 - 0.35 * np.minimum(part, 1)


def render_block(layout: Layout, x: int, y: int, width: int, height: int) -> np.ndarray:
    """One block of a phantom, uint8 RGB [height, width, 3]."""
    return Painter(layout).block(x, y, width, height)


def render_slide(layout: Layout, block_px: int = 1024) -> np.ndarray:
    """The whole phantom in memory, uint8 RGB [height, width, 3]. For large ones use `tiff.write_slide`."""
    spec = layout.spec
    painter = Painter(layout)
    out = np.empty((spec.height, spec.width, 3), np.uint8)
    for y in range(0, spec.height, block_px):
        for x in range(0, spec.width, block_px):
            h, w = min(block_px, spec.height - y), min(block_px, spec.width - x)
            out[y : y + h, x : x + w] = painter.block(x, y, w, h)
    return out
