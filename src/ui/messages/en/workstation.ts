import { bytes, plural } from '../numbers.ts';

/** What this machine offers and keeps: the dialog of that name and its first part. */
export const workstation = {
  open: 'This workstation',
  title: 'This workstation',
  parts: 'Parts of this workstation',
  machine: {
    name: 'Machine',
    processor: 'Processor',
    threads: (threads: number) => plural(threads, 'thread', 'threads'),
    isolated: 'Several threads: the page is isolated from other pages.',
    notIsolated:
      'One thread only, because the page is not isolated from other pages (cross-origin isolation): the host does not send the headers for it, and no service worker can add them here. Everything works, more slowly.',
    gpu: 'GPU',
    gpuSoftware: (adapter: string) => `${adapter}, in software: slower than the processor, not used by itself`,
    noGpu: 'WebGPU offers none here; models run on the processor',
    largestBuffer: 'Largest GPU buffer',
    bytes,
    halfPrecision: 'Half precision on the GPU',
    yes: 'yes',
    no: 'no',
    browser: 'Browser',
    looking: 'Looking…',
  },
} as const;
