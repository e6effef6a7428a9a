/** What the browser says of this page's storage. */
export interface StorageEstimateHere {
  /** Null where it does not say. */
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
}

export async function storageEstimate(): Promise<StorageEstimateHere> {
  const { usage, quota } = await navigator.storage.estimate();
  return { usedBytes: usage ?? null, quotaBytes: quota ?? null };
}
