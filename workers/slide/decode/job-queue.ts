/** Hands jobs to a fixed number of lanes, urgent ones first; an aborted job leaves the queue at once. */
export interface JobQueue<Lane> {
  run<T>(urgent: boolean, signal: AbortSignal, job: (lane: Lane) => Promise<T>): Promise<T>;
}

interface Waiting<Lane> {
  start(lane: Lane): void;
}

/** Lanes are made by `makeLane` when first needed, at most `maxLanes`. A lane runs one job at a time. */
export function createJobQueue<Lane>(maxLanes: number, makeLane: () => Lane): JobQueue<Lane> {
  const idle: Lane[] = [];
  let lanes = 0;
  const urgentJobs = new Set<Waiting<Lane>>();
  const otherJobs = new Set<Waiting<Lane>>();

  function next(): void {
    const queue = urgentJobs.size > 0 ? urgentJobs : otherJobs;
    const [job] = queue;
    if (!job) return;
    let lane = idle.pop();
    if (lane === undefined) {
      if (lanes >= maxLanes) return;
      lane = makeLane();
      lanes += 1;
    }
    queue.delete(job);
    job.start(lane);
  }

  return {
    run(urgent, signal, job) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const queue = urgent ? urgentJobs : otherJobs;
        const waiting: Waiting<Lane> = {
          start(lane): void {
            signal.removeEventListener('abort', leave);
            void job(lane)
              .then(resolve, reject)
              .finally(() => {
                idle.push(lane);
                next();
              });
          },
        };
        const leave = (): void => {
          queue.delete(waiting);
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', leave, { once: true });
        queue.add(waiting);
        next();
      });
    },
  };
}
