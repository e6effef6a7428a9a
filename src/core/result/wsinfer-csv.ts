import { float32Digits } from './result-file.ts';
import type { RunResult } from './run-result.ts';

/**
 * Patch scores as WSInfer writes them: `minx,miny,width,height` in level-0 px, then one column per map
 * (`task_relevance`, `bottom_up_attention`, `top_down_attention`). WSInfer's `prob_<class>` columns are for class probabilities per patch,
 * which these models do not have. Every field below the header is a number, so no spreadsheet can take one for a formula.
 */
export function wsinferCsv(result: Pick<RunResult, 'patches' | 'maps'>): string {
  const lines = [
    ['minx', 'miny', 'width', 'height', ...result.maps.map(({ id }) => id.replaceAll('-', '_'))].join(','),
  ];
  for (const [i, { x, y, width, height }] of result.patches.entries()) {
    const values = result.maps.map((map) => float32Digits(map.values[i] ?? NaN));
    lines.push([x, y, width, height, ...values].join(','));
  }
  return `${lines.join('\n')}\n`;
}
