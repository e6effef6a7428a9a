/** What the browser says of this page's storage. */
export interface StorageEstimateHere {
  /** Null where it does not say. */
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  /** It has promised not to clear it. */
  readonly isPersistent: boolean;
}

export async function storageEstimate(): Promise<StorageEstimateHere> {
  const [{ usage, quota }, isPersistent] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usedBytes: usage ?? null, quotaBytes: quota ?? null, isPersistent };
}
