import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { NamedBlob } from '#formats/source/read-file.ts';
import { nodeFile } from './node-file.ts';

/** All files below `folder`, as a browser lists a dropped folder. */
export function nodeFolder(folder: string): { path: string; file: NamedBlob }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const full = join(entry.parentPath, entry.name);
      return { path: relative(folder, full).split(sep).join('/'), file: nodeFile(full) };
    });
}
