import type { PageFacts } from '#core/check/check-report.ts';

/** What the browser says of itself and of the storage that it gives this page. Never rejects: what it does not say is null. */
export async function pageFacts(): Promise<PageFacts> {
  const storage = 'storage' in navigator ? navigator.storage : null;
  const [estimate, persistent] = await Promise.all([
    said(storage?.estimate()),
    // Not every browser has it.
    said(storage && 'persisted' in storage ? storage.persisted() : undefined),
  ]);
  return {
    origin: location.origin,
    browser: navigator.userAgent.slice(0, 1000),
    version: document.querySelector('meta[name="fovea-version"]')?.getAttribute('content') ?? null,
    storage: { quotaBytes: estimate?.quota ?? null, usedBytes: estimate?.usage ?? null, persistent },
  };
}

async function said<T>(answer: Promise<T> | undefined): Promise<T | null> {
  try {
    return (await answer) ?? null;
  } catch (reason) {
    console.warn('the browser does not say how much it keeps', reason);
    return null;
  }
}
