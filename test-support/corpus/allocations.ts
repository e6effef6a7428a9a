/**
 * Counts what code under test allocates: every typed array and buffer that is made with a length, and the growth of WASM heaps. To be
 * imported before anything that keeps a constructor for itself (fflate does).
 */

/** Bytes since the last {@link resetAllocations}. */
export interface Allocations {
  readonly totalBytes: number;
  readonly largestBytes: number;
}

let totalBytes = 0;
let largestBytes = 0;

function count(bytes: number): void {
  totalBytes += bytes;
  largestBytes = Math.max(largestBytes, bytes);
}

export function resetAllocations(): void {
  totalBytes = 0;
  largestBytes = 0;
}

export function allocations(): Allocations {
  return { totalBytes, largestBytes };
}

type Constructor = new (...args: never[]) => object;

/** The constructor, which tells of every array that it makes room for; views of a buffer that is there are free. */
function counted<C extends Constructor>(original: C, bytesPerElement: number): C {
  return new Proxy(original, {
    construct(target, args: unknown[], newTarget) {
      const [first] = args;
      if (typeof first === 'number') count(first * bytesPerElement);
      const made = Reflect.construct(target, args, newTarget === proxied.get(target) ? target : newTarget) as object;
      if (typeof first === 'object' && first !== null && !(first instanceof ArrayBuffer) && ArrayBuffer.isView(made))
        count(made.byteLength);
      return made;
    },
  });
}

const proxied = new Map<unknown, unknown>();

const globals = globalThis as unknown as Record<string, Constructor & { readonly BYTES_PER_ELEMENT?: number }>;
for (const name of [
  'ArrayBuffer',
  'Uint8Array',
  'Uint8ClampedArray',
  'Int8Array',
  'Uint16Array',
  'Int16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
]) {
  const original = globals[name];
  if (!original) throw new Error(`no ${name} here`);
  const proxy = counted(original, original.BYTES_PER_ELEMENT ?? 1);
  proxied.set(original, proxy);
  globals[name] = proxy;
}

const WASM_PAGE_BYTES = 65_536;
const memory = WebAssembly.Memory.prototype;
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its owner below
const { grow } = memory;
memory.grow = function (this: WebAssembly.Memory, pages: number): number {
  count(pages * WASM_PAGE_BYTES);
  return grow.call(this, pages);
};
