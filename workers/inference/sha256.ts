import { createSHA256 } from 'hash-wasm';

/** SHA-256 over data that comes in parts; the browser's own takes it in one piece only. */
export interface Sha256 {
  update(data: Uint8Array): void;
  /** 64 lower-case hex digits; nothing can be added afterwards. */
  digest(): string;
}

export async function createSha256(): Promise<Sha256> {
  const hash = await createSHA256();
  hash.init();
  return {
    update(data) {
      hash.update(data);
    },
    digest: () => hash.digest(),
  };
}
