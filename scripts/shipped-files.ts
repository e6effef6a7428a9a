import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ShippedFile } from '../src/core/model/shipped-files.ts';

/** The files of a folder that the application reads, with size and SHA-256: not what is there for people. */
export function shippedFiles(folder: string): ShippedFile[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tif|json)$/.test(entry.name))
    .map(({ name }) => name)
    .sort();
  return names.map((path) => {
    const content = readFileSync(join(folder, path));
    return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  });
}
