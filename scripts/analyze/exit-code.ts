import type { ErrorCode } from '#core/errors/fovea-error.ts';

/** Exit codes of `npm run analyze`, as README.md lists them. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  setup: 3,
  slide: 10,
  noSpacing: 11,
  model: 12,
  noTissue: 13,
  tooCoarse: 14,
  run: 15,
  timeout: 16,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of an error that the app showed. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case 'run/no-spacing':
      return EXIT.noSpacing;
    case 'run/no-tissue':
      return EXIT.noTissue;
    case 'run/slide-too-coarse':
      return EXIT.tooCoarse;
    case 'internal':
      return EXIT.internal;
    default: {
      const family = code.slice(0, code.indexOf('/'));
      if (family === 'source' || family === 'slide' || family === 'tile') return EXIT.slide;
      return family === 'model' ? EXIT.model : EXIT.run;
    }
  }
}

/** A run that ended otherwise than with a result: the app's error code, its sentence, and the exit code that goes with it. */
export class AnalyzeError extends Error {
  override readonly name = 'AnalyzeError';

  constructor(
    readonly exitCode: ExitCode,
    readonly code: string,
    text: string,
  ) {
    super(text);
  }
}
