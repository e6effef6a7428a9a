import { z } from 'zod';
import type { UnfinishedRun } from '#state/unfinished-run.ts';
import { samplingChoiceSchema } from './kept-about.ts';

/** Where runs are noted while they go on; what is still noted when a slide is opened was cut off. */
export interface RunJournal {
  /** What is noted of a slide, whatever it is; at most `limit`. */
  readonly read: (fingerprint: string, limit: number) => Promise<readonly unknown[]>;
  /** Rejects where storage is full or forbidden. */
  readonly write: (run: UnfinishedRun) => Promise<void>;
  readonly remove: (fingerprint: string, runId: string) => Promise<void>;
  /** Removes what is noted of one slide, or of all (null), but for runs that go on in any tab. */
  readonly forget: (fingerprint: string | null) => Promise<void>;
  /** Marks a run as going on in this tab, until the returned function is called or the tab is gone. */
  readonly hold: (runId: string) => () => void;
  /** Tells the other tabs that a slide is open in this one, likewise. */
  readonly markOpen: (fingerprint: string) => () => void;
  /** Whether a run goes on in any tab. */
  readonly isHeld: (runId: string) => Promise<boolean>;
}

/** More of one slide are not read. */
export const MOST_NOTED = 20;

const short = z.string().max(1000);
const time = z.number().min(0).max(8.64e15);
const count = z.int().min(0);
const umPerPx = z.number().positive();

const unfinishedSchema = z.object({
  version: z.literal(1),
  run: z.object({
    id: z.string().min(1).max(100),
    fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
    slideName: short,
    bundle: z.object({
      id: short,
      version: short,
      name: short,
      files: z.array(z.object({ path: short, sha256: z.string().regex(/^[0-9a-f]{64}$/) })).max(256),
    }),
    umPerPx: z.object({ x: umPerPx, y: umPerPx }),
    spacingStatedBy: z.enum(['metadata', 'user', 'model']),
    backEnd: z.enum(['auto', 'webgpu', 'wasm']),
    sampling: samplingChoiceSchema.nullable(),
    startedAtMs: time,
    updatedAtMs: time,
    done: count,
    planned: count,
    isKept: z.boolean().default(true),
  }),
});

/** The stored form, version 1. */
export interface NotedRun {
  readonly version: 1;
  readonly run: UnfinishedRun;
}

/** The runs among what was noted, the latest first; anything else is left out. */
export function readNoted(entries: readonly unknown[]): UnfinishedRun[] {
  return entries
    .flatMap((entry) => {
      const parsed = unfinishedSchema.safeParse(entry);
      return parsed.success ? [parsed.data.run] : [];
    })
    .sort((a, b) => b.updatedAtMs - a.updatedAtMs);
}
