/**
 * Throws mutated files at every reader and parser. What has to come of each is an object or a coded error, within bounds of time and
 * memory. Inputs that end as none did before (another code, another reason) are kept and mutated further.
 */
import { Worker } from 'node:worker_threads';
import { isFoveaError } from '#core/errors/fovea-error.ts';
import { allocations, resetAllocations } from '../corpus/allocations.ts';
import { mutated, randomOf, type Bytes } from './mutate.ts';
import type { FuzzTarget } from './targets.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Ends after so many inputs. */
  readonly runs?: number;
  /** Ends after so long, ms. */
  readonly durationMs?: number;
}

/** An input that ended as none may. */
export interface FuzzFinding {
  readonly target: string;
  readonly run: number;
  readonly what: string;
  readonly bytes: Bytes;
}

export interface FuzzReport {
  readonly runs: number;
  /** Inputs of each target that were read, that were refused, and different ways in which they ended. */
  readonly targets: Readonly<Record<string, { read: number; refused: number; endings: number }>>;
  readonly findings: readonly FuzzFinding[];
}

/** Typed arrays made for one input: tiles of 32 megapixels are within bounds, and a few of them. */
const MOST_BYTES = 2 ** 30;
/** Kept beside the good files, for each target. */
const MOST_KEPT = 200;
const MOST_FINDINGS = 20;
/** One input may take so long; the machine may be busy. */
const HANG_MS = 30_000;

/** The input that is being read, where the watchdog sees it: its number and length, and its bytes. */
interface Shown {
  readonly state: Int32Array;
  readonly bytes: Uint8Array;
}

/** Longest input: a mutated file, and what repairing it adds. */
const MOST_SHOWN_BYTES = 2 << 20;

/** Ends the process where one input takes too long, after keeping it in a file: a loop without end cannot be ended from its own thread. */
function watchdog(shown: Shown): Worker {
  const code = `
    const { workerData, parentPort } = require('node:worker_threads');
    const { writeFileSync, writeSync } = require('node:fs');
    const { shown: { state, bytes }, hangMs } = workerData;
    let last = -1, since = Date.now();
    const timer = setInterval(() => {
      const now = Atomics.load(state, 0);
      if (now !== last) { last = now; since = Date.now(); return; }
      if (Date.now() - since < hangMs) return;
      const path = require('node:path').join(require('node:os').tmpdir(), 'fovea-fuzz-hang-' + now + '.bin');
      writeFileSync(path, Uint8Array.from(bytes.subarray(0, state[1])));
      writeSync(2, 'fuzz: input ' + now + ' takes longer than ' + hangMs + ' ms: ' + path + '\\n');
      process.kill(process.pid, 'SIGKILL');
    }, 500);
    parentPort.once('message', () => clearInterval(timer));`;
  return new Worker(code, { eval: true, workerData: { shown, hangMs: HANG_MS } });
}

/**
 * Runs until the bound is reached. An input follows from the seed, its target's name and number of inputs so far, and what of that target's earlier
 * inputs was kept: the same seed gives the same inputs of a target, however many other targets run beside it.
 */
export async function fuzz(targets: readonly FuzzTarget[], options: FuzzOptions): Promise<FuzzReport> {
  const { seed, runs: mostRuns = Infinity, durationMs = Infinity } = options;
  const shown: Shown = {
    state: new Int32Array(new SharedArrayBuffer(8)),
    bytes: new Uint8Array(new SharedArrayBuffer(MOST_SHOWN_BYTES)),
  };
  const guard = watchdog(shown);
  const report: Record<string, { read: number; refused: number; endings: number }> = {};
  const pools = targets.map(({ good }) => [...good]);
  const endings = targets.map(() => new Set<string>());
  const findings: FuzzFinding[] = [];
  const startedMs = performance.now();
  let run = 0;
  try {
    for (; run < mostRuns && performance.now() - startedMs < durationMs && findings.length < MOST_FINDINGS; run += 1) {
      const index = run % targets.length;
      const [target, pool, known] = [targets[index], pools[index], endings[index]];
      if (!target || !pool || !known) throw new RangeError(`target ${index}`);
      const tally = (report[target.name] ??= { read: 0, refused: 0, endings: 0 });
      const tried = Math.floor(run / targets.length);
      const random = randomOf(seed + hashOf(target.name) + tried * 7919);
      // Good files again and again: what has been refused once is seldom read with more wrong in it.
      const choose = (): Bytes => {
        const from = random() < 0.5 ? target.good : pool;
        return from[Math.floor(random() * from.length)] ?? new Uint8Array(0);
      };
      const base = choose();
      const input = mutated(base, choose(), random);
      const bytes = target.repaired?.(input, base) ?? input;
      shown.bytes.set(bytes.subarray(0, MOST_SHOWN_BYTES));
      Atomics.store(shown.state, 1, Math.min(bytes.length, MOST_SHOWN_BYTES));
      Atomics.store(shown.state, 0, run);
      const ending = await endingOf(target, bytes);
      if ('what' in ending) findings.push({ target: target.name, run, what: ending.what, bytes });
      else {
        tally[ending.isRead ? 'read' : 'refused'] += 1;
        if (!known.has(ending.how)) {
          known.add(ending.how);
          tally.endings += 1;
          if (pool.length < MOST_KEPT) pool.push(input);
        }
      }
    }
  } finally {
    guard.postMessage('end');
    await guard.terminate();
  }
  return { runs: run, targets: report, findings };
}

type Ending = { readonly isRead: boolean; readonly how: string } | { readonly what: string };

async function endingOf(target: FuzzTarget, bytes: Bytes): Promise<Ending> {
  resetAllocations();
  let ending: Ending;
  try {
    const value = await target.parse(bytes);
    ending =
      typeof value === 'object' && value !== null
        ? { isRead: true, how: shapeOf(value) }
        : { what: `${typeof value} came of it` };
  } catch (error) {
    if (isFoveaError(error) && error.code !== 'internal')
      ending = { isRead: false, how: withoutNumbers(`${error.message} ${causeOf(error.cause)}`) };
    else ending = { what: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const { totalBytes } = allocations();
  return totalBytes > MOST_BYTES ? { what: `${totalBytes} bytes were allocated` } : ending;
}

/** A number that is the target's own. */
function hashOf(name: string): number {
  return Array.from(name).reduce((sum, letter) => Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0), 7);
}

function causeOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.slice(0, 200) : '';
}

/** What tells one good answer from another: its fields and how many of each there are. */
function shapeOf(value: object): string {
  const parts = Object.entries(value).map(([key, one]: [string, unknown]) => {
    const size = Array.isArray(one)
      ? String(Math.min(one.length, 8))
      : typeof one === 'string'
        ? one.slice(0, 120)
        : typeof one;
    return `${key}:${size}`;
  });
  return withoutNumbers(parts.join());
}

function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#').slice(0, 300);
}
