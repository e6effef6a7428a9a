/** `npm run analyze`: runs a model on a slide without a window and writes the result file. Exit codes: `analyze/exit-code.ts`. */
import { analyze, describeFailure } from './analyze/analyze.ts';
import { USAGE, UsageError, parseAnalyzeArguments } from './analyze/arguments.ts';
import { EXIT } from './analyze/exit-code.ts';

const startedMs = performance.now();
const log = (line: string): void => {
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.error(`${seconds.padStart(7)} s  ${line}`);
};

try {
  const request = parseAnalyzeArguments(process.argv.slice(2));
  await analyze(request, log);
  log(`wrote ${request.out}`);
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = EXIT.usage;
  } else {
    const { exitCode, text } = describeFailure(error);
    console.error(text);
    process.exitCode = exitCode;
  }
}
