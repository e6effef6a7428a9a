import { toPlainError, type PlainError } from '#core/errors/fovea-error.ts';
import type { QuestionedResult } from '#core/result/questions.ts';
import type { WrittenFile } from '#workers/result/contract.ts';
import { asFileWork } from './as-file-work.ts';
import type { CommandContext } from './context.ts';
import { exportName } from './export-name.ts';

/**
 * Writes a result as a file in a worker, shown as going on meanwhile, and hands it to the user. Never rejects.
 * @returns why it could not be done; null where it was, or was cancelled
 */
export async function writeAndSave(
  context: CommandContext,
  what: {
    readonly result: QuestionedResult;
    readonly file: WrittenFile;
    readonly ending: string;
    readonly mediaType: string;
  },
): Promise<PlainError | null> {
  const { result, file, ending, mediaType } = what;
  const name = exportName(result.run.slide.name, result.run, ending);
  try {
    const writing = { kind: 'writing', fileName: name } as const;
    const content = await asFileWork(context, writing, (signal) => context.writeResultFile({ result, file }, signal));
    if (content) context.saveFile({ name, mediaType, content });
    return null;
  } catch (reason) {
    return toPlainError(reason);
  }
}
