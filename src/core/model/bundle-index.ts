import { z } from 'zod';
import { FoveaError } from '#core/errors/fovea-error.ts';
import { schemaProblems } from '#core/result/schema-problems.ts';
import { text } from './fields.ts';

/** `models/index.json`: the bundles that this build ships, `path` relative to the index. */
const bundleIndexSchema = z.object({
  bundles: z
    .array(
      z.object({
        id: text(64),
        path: text(200).regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\/?$/, 'path'),
      }),
    )
    .max(1000),
});

export type BundleIndex = z.infer<typeof bundleIndexSchema>;

/** Checks the content of `models/index.json`. @throws FoveaError `model/invalid-manifest` */
export function parseBundleIndex(value: unknown): BundleIndex {
  const parsed = bundleIndexSchema.safeParse(value);
  if (!parsed.success)
    throw new FoveaError('model/invalid-manifest', { bundle: 'index.json', ...schemaProblems(parsed.error) });
  return parsed.data;
}
