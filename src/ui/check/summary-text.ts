import type { InstallationReport } from '#core/check/check-report.ts';
import type { FoundModel, FoundStep } from '#core/check/found.ts';
import { text } from '#ui/messages/text.ts';
import { differenceText, factTexts, failedThings, limitText, paceText, thingText, todoTexts } from './check-text.ts';

/** A report for people to read and print, in the language of the window; of errors the code and what is known. */
export function summaryText(models: readonly FoundModel[], report: InstallationReport): string {
  const todo = todoTexts(models, report);
  return [
    text.check.summaryTitle,
    '',
    text.check.verdict[report.verdict],
    ...todo,
    '',
    ...factTexts(report).map(({ name, value }) => text.phrases.about(name, value)),
    '',
    ...models.flatMap((model) => [...modelLines(model), '']),
    text.check.notMedical,
    text.check.tolerances,
    '',
  ].join('\r\n');
}

function modelLines({ id, version, name, forPhantoms, files, steps }: FoundModel): string[] {
  const kind = forPhantoms ? text.bundles.forPhantoms : text.bundles.forTissue;
  return [
    `${name} (${id} ${version}; ${kind})`,
    ...steps.flatMap((step) => stepLines(step).map((line) => `  ${line}`)),
    `  ${text.check.files}`,
    ...files.map(({ path, sha256 }) => `    ${sha256}  ${path}`),
  ];
}

function stepLines(step: FoundStep): string[] {
  const { backEnd, outcome, error, withoutAnswer } = step;
  const said = text.phrases.about(text.bundles.backEnds[backEnd], text.check.outcomes[outcome]);
  const failed = failedThings(step);
  return [
    text.phrases.listed([said, ...(paceText(step) ? [paceText(step)] : [])]),
    ...(failed.length > 0 ? [`  ${text.check.differs(text.phrases.listed(failed))}`] : []),
    ...(error ? [`  ${error.code}${'what' in error.context ? ` (${error.context.what})` : ''}`] : []),
    ...(withoutAnswer ? [`  ${text.check.without[withoutAnswer]}`] : []),
    ...comparedLines(text.check.step.golden, step.golden),
    ...comparedLines(text.check.step.phantom, step.phantom),
  ];
}

function comparedLines(where: string, rows: FoundStep['golden']): string[] {
  if (rows.length === 0) return [];
  return [
    `  ${where} (${text.bundles.difference}, ${text.bundles.allowed})`,
    ...rows.map((row) => {
      const said = [differenceText(row), limitText(row)].filter(Boolean).join('  ');
      return `    ${row.passed ? ' ' : '!'} ${text.phrases.about(thingText(row.what), said)}`;
    }),
  ];
}
