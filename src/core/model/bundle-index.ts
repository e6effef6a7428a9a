import { z } from 'zod';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { wrongAt } from '#core/errors/problems.ts';
import { schemaProblems } from '#core/result/schema-problems.ts';
import { text } from './fields.ts';

/** `models/index.json`: what ships beside this build: bundles, `path` relative to the index, and the phantom. */
const bundleIndexSchema = z.object({
  bundles: z
    .array(
      z.object({
        id: text(64),
        path: text(200).regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/, 'path'),
      }),
    )
    .max(1000),
  /** Files of the folder `phantom/`; absent in what earlier builds wrote. */
  phantom: z
    .array(
      z.object({
        path: text(200).regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/, 'path'),
        bytes: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(100)
    .default([]),
});

export type BundleIndex = z.infer<typeof bundleIndexSchema>;

/** Checks the content of `models/index.json`. @throws FoveaError `model/invalid-manifest` */
export function parseBundleIndex(value: unknown): BundleIndex {
  const parsed = bundleIndexSchema.safeParse(value);
  if (!parsed.success)
    throw new FoveaError('model/invalid-manifest', { bundle: 'index.json', ...schemaProblems(parsed.error) });
  return parsed.data;
}

/** As {@link parseBundleIndex}, from the text of the file; a host may answer with a page of its own. */
export function parseBundleIndexText(json: string): BundleIndex {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    const problems = [{ code: 'not-json', position: wrongAt(cause) } as const];
    throw new FoveaError('model/invalid-manifest', { bundle: 'index.json', problems, more: 0 }, { cause });
  }
  return parseBundleIndex(value);
}
