import { FoveaError } from '#core/errors/fovea-error.ts';
import { SYSTEM_CLOCK } from '#core/network/clock.ts';
import { watchSilence } from '#core/network/silence.ts';

/**
 * The largest files that are read take some tens of seconds on a slow machine. HDF5's library looks without end in some damaged files, and nobody
 * may be there to cancel.
 */
const MOST_SECONDS = 180;

/**
 * Reads a file in a worker that ends when its signal aborts, and has it end where it takes too long. While the machine sleeps or the page is frozen
 * no time passes: the answer may lie in the queue, behind the timer.
 *
 * @param name of the file, for the message
 * @throws FoveaError `result/invalid` where the time is over; what `read` throws
 */
export async function withinDeadline<T>(
  name: string,
  signal: AbortSignal | undefined,
  read: (signal: AbortSignal) => Promise<T>,
  mostSeconds = MOST_SECONDS,
  clock = SYSTEM_CLOCK,
): Promise<T> {
  const late = new AbortController();
  const giveUp = () => {
    late.abort(new DOMException('reading takes too long', 'AbortError'));
  };
  const watch = watchSilence({ stallMs: mostSeconds * 1000, onStall: giveUp }, clock);
  try {
    return await read(signal ? AbortSignal.any([signal, late.signal]) : late.signal);
  } catch (cause) {
    if (!late.signal.aborted || signal?.aborted) throw cause;
    const problems = [{ code: 'reading-too-long', seconds: mostSeconds } as const];
    throw new FoveaError('result/invalid', { name, problems, more: 0 }, { cause });
  } finally {
    watch.end();
  }
}
