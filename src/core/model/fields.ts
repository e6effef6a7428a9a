import { z } from 'zod';

/** Non-empty text of at most `max` characters; shown as text, never as markup. */
export const text = (max: number) => z.string().min(1).max(max);

/**
 * Path inside a bundle: `/`-separated, no empty, `.` or `..` part, no scheme, drive, backslash, query, fragment or percent
 * escape, so that joining it to the bundle's address can never leave the bundle.
 */
export const bundlePath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/, 'must be a plain path inside the bundle')
  .refine((path) => path !== 'model.json', 'must not be the manifest itself');

/** At most 20 lines of the form `head.blocks: must be …`, for people who write bundles and result files by hand. */
export function problemsOf(error: z.ZodError): string[] {
  const lines = error.issues.slice(0, 20).map((issue) => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  const more = error.issues.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}
