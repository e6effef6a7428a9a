/** Memory of this process's children, for instance a Chromium with all its processes (Linux only: it reads /proc). */
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const SAMPLE_INTERVAL_MS = 250;

/** Process id → its parent's, of everything that runs. */
function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readText(`/proc/${entry}/stat`);
    // The command may hold spaces and brackets; the fields that matter come after its closing one: state, parent.
    const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) found.set(Number(entry), Number(parent));
  }
  return found;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended between being listed and being read.
    return null;
  }
}

/** Proportional set size (resident memory, shared pages divided among their users) of all descendants of `pid`, bytes. */
export function descendantsMemoryBytes(pid: number): number {
  const parentOf = parents();
  const isDescendant = (candidate: number): boolean => {
    for (let at = parentOf.get(candidate); at !== undefined && at > 1; at = parentOf.get(at))
      if (at === pid) return true;
    return false;
  };
  let kilobytes = 0;
  for (const candidate of parentOf.keys()) {
    if (!isDescendant(candidate)) continue;
    const text = readText(`/proc/${candidate}/smaps_rollup`) ?? '';
    kilobytes += Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

/** Runs `work` and gives its answer with the largest memory that this process's children held meanwhile; null bytes where /proc is absent. */
export async function withPeakMemory<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly peakBytes: number | null }> {
  if (!existsSync('/proc/self/smaps_rollup')) return { value: await work(), peakBytes: null };
  let peakBytes = 0;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, descendantsMemoryBytes(process.pid));
  }, SAMPLE_INTERVAL_MS);
  try {
    const value = await work();
    return { value, peakBytes };
  } finally {
    clearInterval(timer);
  }
}
