import type { FoveaPage } from '../../e2e/pages/fovea-page.ts';
import { SamplingPanel } from '../../e2e/pages/sampling-panel.ts';
import type { SamplingOptions } from './arguments.ts';
import { AnalyzeError, EXIT } from './exit-code.ts';

/**
 * Sets what attention sampling is to do, where such a model is chosen.
 *
 * @throws AnalyzeError where options of attention sampling were given for another model, or tissue is wanted of a slide without spacing
 */
export async function chooseSampling(fovea: FoveaPage, modelId: string, options: SamplingOptions): Promise<void> {
  const panel = new SamplingPanel(fovea.page);
  const given = Object.values(options).some((value) => value !== null);
  if (!(await panel.section.isVisible())) {
    if (!given) return;
    const text = `${modelId} is no attention sampling: --scope, --samples, --repeats and --seed are not for it.`;
    throw new AnalyzeError(EXIT.usage, 'usage', text);
  }
  const isTissuePossible = await panel.scope('tissue').isEnabled();
  if (options.scope === 'tissue' && !isTissuePossible)
    throw new AnalyzeError(EXIT.noSpacing, 'run/no-spacing', 'To find tissue the spacing has to be known: --spacing.');
  await panel.scope(options.scope ?? (isTissuePossible ? 'tissue' : 'whole-image')).click();
  for (const name of ['samples', 'repeats', 'seed'] as const) {
    const value = options[name];
    if (value !== null) await panel.field(name).fill(String(value));
  }
}
