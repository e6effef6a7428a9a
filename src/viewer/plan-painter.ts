import { gridOfPlan, type RegularGrid } from '#core/heatmap/patch-grid.ts';
import type { PatchPlan } from '#core/patches/patch-plan.ts';
import { gridPainter } from './heatmap-painters.ts';
import type { OverlayPainter } from './overlay-painters.ts';
import { visibleBox } from './view-frame.ts';

/** Below this many CSS px a cell is too small for lines of its own. */
const MIN_CELL_CSS_PX = 12;
const LINE = 'rgb(15 23 42 / 0.45)';
const FILL: readonly [number, number, number, number] = [30, 41, 59, 70];

/** The borders of a plan's patches as hairlines; when patches get too small to tell apart, one tint over all of them. */
export function planPainter(plan: PatchPlan): OverlayPainter {
  const grid = gridOfPlan(plan);
  const rgba = new Uint8ClampedArray(grid.columns * grid.rows * 4);
  grid.patchOfCell.forEach((patch, cell) => {
    if (patch >= 0) rgba.set(FILL, cell * 4);
  });
  const tint = gridPainter({ ...grid, kind: 'grid', rgba, smooth: null }, 1);
  const lines = gridLines(grid);
  return (context, frame) => {
    if (plan.stepPx / frame.level0PxPerCssPx < MIN_CELL_CSS_PX) {
      tint(context, frame);
      return;
    }
    const seen = visibleBox(frame);
    context.beginPath();
    for (let i = 0; i < lines.length; i += 4) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = lines.subarray(i, i + 4);
      if (x0 > seen.right || y0 > seen.bottom || x1 < seen.left || y1 < seen.top) continue;
      context.moveTo(Math.max(x0, seen.left), Math.max(y0, seen.top));
      context.lineTo(Math.min(x1, seen.right), Math.min(y1, seen.bottom));
    }
    context.lineWidth = frame.level0PxPerCssPx;
    context.strokeStyle = LINE;
    context.stroke();
  };
}

/**
 * Borders of all cells that hold a patch, neighbouring ones joined into one line: float64 `[n, 4]`, x0, y0, x1, y1 in level-0 px,
 * rounded as the patches' corners are.
 */
export function gridLines(grid: RegularGrid): Float64Array<ArrayBuffer> {
  const { columns, rows, originX, originY, stepX, stepY, patchOfCell } = grid;
  const holds = (column: number, row: number): boolean =>
    column >= 0 && row >= 0 && column < columns && row < rows && (patchOfCell[row * columns + column] ?? -1) >= 0;
  const x = (column: number): number => Math.round(originX + column * stepX);
  const y = (row: number): number => Math.round(originY + row * stepY);
  const lines: number[] = [];
  for (let row = 0; row <= rows; row++) {
    runs(columns, (column) => holds(column, row - 1) || holds(column, row), (from, to) => {
      lines.push(x(from), y(row), x(to), y(row));
    }); // prettier-ignore
  }
  for (let column = 0; column <= columns; column++) {
    runs(rows, (row) => holds(column - 1, row) || holds(column, row), (from, to) => {
      lines.push(x(column), y(from), x(column), y(to));
    }); // prettier-ignore
  }
  return Float64Array.from(lines);
}

/** Calls `found` with every run `[from, to)` of positions below `count` for which `holds`. */
function runs(count: number, holds: (at: number) => boolean, found: (from: number, to: number) => void): void {
  let from = -1;
  for (let at = 0; at <= count; at++) {
    const inside = at < count && holds(at);
    if (inside && from < 0) from = at;
    if (!inside && from >= 0) {
      found(from, at);
      from = -1;
    }
  }
}
