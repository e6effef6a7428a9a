import { z } from 'zod';
import { saying } from '#core/result/schema-problems.ts';

/** Non-empty text of at most `max` characters; shown as text, never as markup. */
export const text = (max: number) => z.string().min(1).max(max);

/**
 * Path inside a bundle: `/`-separated, no empty, `.` or `..` part, no scheme, drive, backslash, query, fragment or percent
 * escape, so that joining it to the bundle's address can never leave the bundle.
 */
export const bundlePath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/, 'path')
  .refine((path) => path !== 'model.json', saying({ code: 'names-manifest' }));
