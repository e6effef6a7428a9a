/** What a model said about one image of known class. */
export interface Judged {
  readonly name: string;
  readonly truth: string;
  readonly classes: readonly string[];
  readonly scores: readonly number[];
}

/** Wilson's 95 % interval of a share. */
export function wilson(successes: number, n: number): readonly [number, number] {
  const z = 1.959964;
  const p = successes / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [(centre - half) / scale, (centre + half) / scale];
}

/** A table of confusion in Markdown: rows are true classes, columns what the model said (its largest score). */
export function confusionTable(title: string, judged: readonly Judged[]): string {
  const classes = judged[0]?.classes ?? [];
  const said = ({ scores }: Judged) => classes[scores.indexOf(Math.max(...scores))];
  const unknown = judged.find(({ truth }) => !classes.includes(truth));
  if (unknown) throw new Error(`${unknown.name}: the model knows no class ${unknown.truth}`);
  const right = judged.filter((one) => said(one) === one.truth).length;
  const [low, high] = wilson(right, judged.length);
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const rows = classes.map((truth) => {
    const own = judged.filter((one) => one.truth === truth);
    const counts = classes.map((name) => own.filter((one) => said(one) === name).length);
    const correct = own.filter((one) => said(one) === truth).length;
    return `| ${truth} | ${counts.join(' | ')} | ${correct} of ${own.length} |`;
  });
  return [
    `**${title}**: ${right} of ${judged.length} right, ${percent(right / judged.length)} (95 % interval ${percent(low)} to ${percent(high)}).`,
    '',
    `| true class | ${classes.map((name) => `said ${name}`).join(' | ')} | right |`,
    `|${'---|'.repeat(classes.length + 2)}`,
    ...rows,
    '',
  ].join('\n');
}
