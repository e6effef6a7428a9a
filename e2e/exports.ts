import { readFileSync } from 'node:fs';
import { resultFileSchema, type ResultFile } from '#core/result/result-schema.ts';

/** Reads an exported result file; throws where it does not keep its own schema (`docs/result.schema.json`). */
export function readResultFile(path: string): ResultFile {
  return resultFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
