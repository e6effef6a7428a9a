"""Where everything lies on a phantom: tissue pieces, nests, glands, fat, aggregates and every nucleus.

All positions are level-0 px (x right, y down, corner origin); all sizes are drawn in µm and divided by the spacing.
"""

from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from .fields import blob, polygon_area, smooth_noise
from .nuclei import GLANDULAR, LYMPHOCYTE, SPINDLE, TUMOUR
from .spec import MAP_UM, PhantomSpec, StainScan


@dataclass
class Gland:
    """A benign gland: epithelium between an outer and an inner ellipse-like curve, lumen inside."""

    outer: np.ndarray
    inner: np.ndarray


@dataclass
class Layout:
    """A planned phantom. `tissue` is float32 [rows, columns] at `MAP_UM`: above 0 is tissue.

    Fibres run along `turn_rad`, bent by `wave_px` (float32 map, px sideways); `fibre_rad` is their direction.
    Where `septa` (float32 map) is near 0, strands of stroma run through the nests.
    `nuclei` is float32 [count, 5]: x, y, kind, direction in rad, depth of stain (about 1).
    """

    spec: PhantomSpec
    stain: StainScan
    tissue: np.ndarray
    turn_rad: float
    wave_px: np.ndarray
    fibre_rad: np.ndarray
    septa: np.ndarray
    nests: list[np.ndarray] = field(default_factory=list)
    aggregates: list[np.ndarray] = field(default_factory=list)
    glands: list[Gland] = field(default_factory=list)
    fat: list[np.ndarray] = field(default_factory=list)
    nuclei: np.ndarray = field(default_factory=lambda: np.zeros((0, 5), np.float32))


def rasterise(
    polygons: list[np.ndarray], shape: tuple[int, int], px_per_cell: float, oversample: int = 4
) -> np.ndarray:
    """Coverage of polygons (level-0 px) on a grid of cells `px_per_cell` px wide, float32 [rows, columns] 0..1."""
    image = Image.new("L", (shape[1] * oversample, shape[0] * oversample))
    draw = ImageDraw.Draw(image)
    for polygon in polygons:
        # Pillow's vertices are pixel centres, ours are corners: shift by half a pixel.
        draw.polygon([tuple(p) for p in polygon / px_per_cell * oversample - 0.5], fill=1)
    fine = np.asarray(image, np.float32)
    return fine.reshape(shape[0], oversample, shape[1], oversample).mean((1, 3))


def plan_layout(spec: PhantomSpec) -> Layout:
    """Plan a phantom from its specification alone (seeded, no other state)."""
    streams = np.random.default_rng(spec.seed).spawn(6)
    cell_px = MAP_UM / spec.spacing_um_px
    tissue = _tissue(streams[0], spec)
    turn = float(streams[2].uniform(0, np.pi))
    wave_um = 110 * smooth_noise(streams[2], tissue.shape, 36) + 24 * smooth_noise(
        streams[2], tissue.shape, 11
    )
    # fibres are the lines of equal (−x·sin + y·cos + wave): their tangent from the gradient of that
    slope_y, slope_x = np.gradient(wave_um / MAP_UM)
    layout = Layout(
        spec=spec,
        stain=StainScan.draw(streams[1]),
        tissue=tissue,
        turn_rad=turn,
        wave_px=(wave_um / spec.spacing_um_px).astype(np.float32),
        fibre_rad=np.arctan2(np.sin(turn) - slope_x, np.cos(turn) + slope_y).astype(np.float32),
        septa=smooth_noise(streams[2], tissue.shape, 6),
    )
    room = ndimage.distance_transform_edt(np.pad(tissue > 0, 1))[1:-1, 1:-1] * MAP_UM
    _place_nests(layout, streams[3], room, cell_px)
    _place_glands_and_fat(layout, streams[4], room, cell_px)
    _place_nuclei(layout, streams[5], cell_px)
    return layout


def _tissue(rng: np.random.Generator, spec: PhantomSpec) -> np.ndarray:
    """Signed tissue field on the coarse map: pieces are lobed blobs with frayed edges."""
    rows, columns = spec.map_shape
    count = spec.pieces or int(np.clip(round(rows * columns * MAP_UM**2 / 6e6), 1, 4))
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    field_ = np.full((rows, columns), -1.0, np.float32)
    along_x = columns >= rows
    length = (columns if along_x else rows) / count
    for i in range(count):
        mid = (i + 0.5) * length
        cx, cy = (mid, rows / 2) if along_x else (columns / 2, mid)
        rx, ry = (length * 0.44, rows * 0.42) if along_x else (columns * 0.42, length * 0.44)
        # superellipse: fills its box better than an ellipse, as a trimmed block of tissue does
        r = (np.abs((x - cx) / rx) ** 2.6 + np.abs((y - cy) / ry) ** 2.6) ** (1 / 2.6)
        field_ = np.maximum(field_, 1 - r)
    scale = min(rows, columns)
    field_ += 0.06 * smooth_noise(rng, (rows, columns), scale / 10) + 0.02 * smooth_noise(
        rng, (rows, columns), 4
    )
    margin = np.minimum.reduce([x, y, columns - 1 - x, rows - 1 - y]) / (0.03 * scale)
    return np.minimum(field_, margin - 1).astype(np.float32)


def _place_nests(layout: Layout, rng: np.random.Generator, room: np.ndarray, cell_px: float) -> None:
    """Plant nests until the wanted share of the tissue is covered (nests keep apart from each other)."""
    spec = layout.spec
    wanted = spec.tumour_fraction * float((layout.tissue > 0).sum()) * cell_px**2
    taken = np.zeros_like(room)
    covered = 0.0
    for _ in range(4000):
        if covered >= wanted:
            return
        left_um = np.sqrt((wanted - covered) / np.pi) * spec.spacing_um_px
        radius = float(np.clip(rng.uniform(90, 260), 60, max(60, left_um * 1.15)))
        spots = np.flatnonzero((room > radius * 1.3) & (taken == 0))
        if spots.size == 0:
            if radius <= 70:
                return
            continue
        row, column = np.unravel_index(rng.choice(spots), room.shape)
        centre = ((column + 0.5) * cell_px, (row + 0.5) * cell_px)
        nest = blob(rng, centre, radius / spec.spacing_um_px, 0.12)
        cover = rasterise([nest], room.shape, cell_px) > 0
        if (cover & (room <= 8)).any() or (ndimage.binary_dilation(cover, iterations=4) & (taken > 0)).any():
            continue
        layout.nests.append(nest)
        taken = np.maximum(taken, ndimage.binary_dilation(cover, iterations=3))
        covered += polygon_area(nest)


def _place_glands_and_fat(layout: Layout, rng: np.random.Generator, room: np.ndarray, cell_px: float) -> None:
    """Benign texture and the distractors: glands, fat lobules, aggregates of lymphocytes."""
    spec = layout.spec
    um = 1 / spec.spacing_um_px
    taken = ndimage.binary_dilation(rasterise(layout.nests, room.shape, cell_px) > 0, iterations=2)
    area_mm2 = float((layout.tissue > 0).sum()) * (MAP_UM / 1000) ** 2

    def spot(radius_um: float) -> tuple[float, float] | None:
        reach = int(np.ceil(radius_um / MAP_UM))
        clear = ndimage.distance_transform_edt(~taken) > reach
        spots = np.flatnonzero((room > radius_um + 16) & clear)
        if spots.size == 0:
            return None
        row, column = np.unravel_index(rng.choice(spots), room.shape)
        taken[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1] = True
        return (column + 0.5) * cell_px, (row + 0.5) * cell_px

    for _ in range(rng.poisson(area_mm2 * (0.3 + 2.2 * spec.immune_infiltrate))):
        radius = rng.uniform(50, 120)
        if centre := spot(radius * 1.1):
            layout.aggregates.append(blob(rng, centre, radius * um, 0.10))
    for _ in range(rng.poisson(area_mm2 * rng.uniform(0.1, 1.0))):
        lobule = rng.uniform(70, 150)
        if centre := spot(lobule):
            for _ in range(int((lobule / 24) ** 2)):
                r, t = lobule * np.sqrt(rng.uniform()), rng.uniform(0, 2 * np.pi)
                at = (centre[0] + r * np.cos(t) * um, centre[1] + r * np.sin(t) * um)
                layout.fat.append(blob(rng, at, rng.uniform(15, 25) * um, 0.05, 24))
    for _ in range(rng.poisson(area_mm2 * rng.uniform(2, 9))):
        radius = rng.uniform(30, 60)
        if centre := spot(radius * 1.2):
            outer = blob(rng, centre, radius * um, 0.05)
            middle = outer.mean(0)
            layout.glands.append(Gland(outer, middle + (outer - middle) * rng.uniform(0.35, 0.6)))


def _place_nuclei(layout: Layout, rng: np.random.Generator, cell_px: float) -> None:
    """Scatter all nuclei; each kind lies only where its tissue is."""
    spec = layout.spec
    um = 1 / spec.spacing_um_px
    shape = layout.tissue.shape
    nest = rasterise(layout.nests, shape, cell_px)
    gland = rasterise([g.outer for g in layout.glands], shape, cell_px)
    holes = np.maximum(gland, rasterise(layout.fat, shape, cell_px))
    stroma = (layout.tissue > 0.01) & (np.maximum(nest, holes) < 0.3)
    parts: list[np.ndarray] = []

    def at(points: np.ndarray, grid: np.ndarray) -> np.ndarray:
        rows = np.clip((points[:, 1] / cell_px).astype(int), 0, shape[0] - 1)
        columns = np.clip((points[:, 0] / cell_px).astype(int), 0, shape[1] - 1)
        return grid[rows, columns]

    def add(points: np.ndarray, kind: int, direction: np.ndarray, depth: float) -> None:
        stain = np.clip(rng.normal(1, depth, len(points)), 0.5, 1.6)
        parts.append(
            np.column_stack([points, np.full(len(points), kind), direction, stain]).astype(np.float32)
        )

    def scatter(per_mm2: float) -> np.ndarray:
        count = rng.poisson(spec.width * spec.height * (spec.spacing_um_px / 1000) ** 2 * per_mm2)
        return rng.uniform(0, 1, (count, 2)) * (spec.width, spec.height)

    def fill(polygon: np.ndarray, step_um: float, jitter: float) -> np.ndarray:
        step = step_um * um
        low, high = polygon.min(0), polygon.max(0)
        x, y = np.meshgrid(np.arange(low[0], high[0], step), np.arange(low[1], high[1], step * 0.87))
        x[1::2] += step / 2
        points = np.column_stack([x.ravel(), y.ravel()]) + rng.normal(0, jitter * step, (x.size, 2))
        return points[_inside(points, polygon)]

    cellularity = 1 + 0.35 * smooth_noise(rng, shape, 12)
    spindle = scatter(rng.uniform(900, 1900))
    spindle = spindle[at(spindle, stroma) & (rng.uniform(0, 1.8, len(spindle)) < at(spindle, cellularity))]
    add(spindle, SPINDLE, at(spindle, layout.fibre_rad) + rng.normal(0, 0.25, len(spindle)), 0.15)
    immune = scatter(40 + 1500 * spec.immune_infiltrate**1.5)
    density = np.clip(0.5 + 0.6 * smooth_noise(rng, shape, 15), 0.02, 2) / 2
    immune = immune[at(immune, stroma) & (rng.uniform(0, 1, len(immune)) < at(immune, density))]
    add(immune, LYMPHOCYTE, rng.uniform(0, np.pi, len(immune)), 0.1)
    for polygon in layout.aggregates:
        points = fill(polygon, rng.uniform(6.4, 7.4), 0.17)
        points = points[(rng.uniform(size=len(points)) < 0.93) & at(points, layout.tissue > 0)]
        add(points, LYMPHOCYTE, rng.uniform(0, np.pi, len(points)), 0.1)
    for polygon in layout.nests:
        points = fill(polygon, rng.uniform(10.5, 12.5), 0.19)
        points = points[(rng.uniform(size=len(points)) < 0.94) & (np.abs(at(points, layout.septa)) > 0.11)]
        add(points, TUMOUR, rng.uniform(0, np.pi, len(points)), 0.2)
        lymphocytes = fill(polygon, 30, 0.4)
        lymphocytes = lymphocytes[rng.uniform(size=len(lymphocytes)) < 0.5 * spec.immune_infiltrate]
        add(lymphocytes, LYMPHOCYTE, rng.uniform(0, np.pi, len(lymphocytes)), 0.1)
    for g in layout.glands:
        middle = g.outer.mean(0)
        ring = middle + (g.outer - middle) * 0.84
        closed = np.vstack([ring, ring[:1]])
        run = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
        where = np.arange(0, run[-1], 6.2 * um) + rng.normal(0, 0.6 * um, int(np.ceil(run[-1] / (6.2 * um))))
        points = np.column_stack([np.interp(where % run[-1], run, closed[:, k]) for k in (0, 1)])
        points += rng.normal(0, 0.5 * um, points.shape)
        add(points, GLANDULAR, np.arctan2(*(points - middle).T[::-1]), 0.08)
    layout.nuclei = np.concatenate(parts)


def _inside(points: np.ndarray, polygon: np.ndarray) -> np.ndarray:
    """Even-odd test, bool [points]."""
    x, y = points[:, 0:1], points[:, 1:2]
    x0, y0 = polygon.T
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = (y0 > y) != (y1 > y)
        hit = cross & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return hit.sum(1) % 2 == 1
