import { patchTable } from './patch-table.ts';
import type { RunResult } from './run-result.ts';

/**
 * Patch scores as WSInfer writes them: `minx,miny,width,height` in level-0 px, then one column per map
 * (`task_relevance`, `bottom_up_attention`, `top_down_attention`, …). WSInfer's `prob_<class>` columns are for class probabilities per patch,
 * which these models do not have. Where maps are on different grids there is one row per patch of the finest, and coarser maps' values
 * are repeated inside their patches ({@link patchTable}); a field is empty where a map has no patch. Every other field below the header is a
 * number, so no spreadsheet can take one for a formula.
 */
export function wsinferCsv(result: Pick<RunResult, 'patches' | 'maps'>): string {
  const { patches, columns } = patchTable(result);
  let text = `${['minx', 'miny', 'width', 'height', ...columns.map(({ id }) => id.replaceAll('-', '_'))].join(',')}\n`;
  for (const [row, { x, y, width, height }] of patches.entries()) {
    text += `${x},${y},${width},${height}`;
    for (const { digits } of columns) text += `,${digits(row)}`;
    text += '\n';
  }
  return text;
}
