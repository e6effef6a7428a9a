import type { PatchPlan } from './patch-plan.ts';

/** Side of a block of neighbouring cells that are visited together, so that one batch's patches share slide tiles. */
const BLOCK_CELLS = 4;

/**
 * The order in which a run visits a plan's patches: in blocks of neighbours (which share tiles, so each is decoded about
 * once), the blocks spread over the slide (so that what is done at any moment is a fair sample of the whole).
 * Blocks are taken row by row and visited in bit-reversed order (van der Corput sequence).
 *
 * @returns indices of the plan, block by block; every one of them once
 */
export function visitingBlocks(plan: Pick<PatchPlan, 'column' | 'row'>): number[][] {
  const blocks = new Map<number, number[]>();
  const n = plan.column.length;
  for (let i = 0; i < n; i++) {
    const blockColumn = Math.floor((plan.column[i] ?? 0) / BLOCK_CELLS);
    const blockRow = Math.floor((plan.row[i] ?? 0) / BLOCK_CELLS);
    const key = blockRow * 2 ** 24 + blockColumn;
    const block = blocks.get(key);
    if (block) block.push(i);
    else blocks.set(key, [i]);
  }
  const inRows = [...blocks.entries()].sort(([a], [b]) => a - b).map(([, block]) => block);
  return Array.from(bitReversed(inRows.length), (k) => inRows[k] ?? []);
}

/** The whole numbers below `count`, in bit-reversed order: 0, ½, ¼, ¾ … of the way. */
export function* bitReversed(count: number): Generator<number> {
  const bits = Math.max(1, Math.ceil(Math.log2(Math.max(count, 1))));
  for (let i = 0; i < 2 ** bits; i++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) if (i & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
    if (reversed < count) yield reversed;
  }
}
