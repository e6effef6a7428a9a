import { versionLock } from '#workers/offline/shell.ts';

/** The build that this page is of, as the build wrote it into `index.html`; null in development. */
export function pageVersion(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="fovea-version"]')?.content ?? null;
}

/** Has the files of this page's version kept until the tab is gone. To be called before anything else is loaded. */
export function holdVersion(): void {
  const version = pageVersion();
  // Without https there are no locks, and nothing is stored either.
  if (version === null || !('locks' in navigator)) return;
  const lock = versionLock(new URL('.', document.baseURI).href, version);
  navigator.locks
    .request(lock, { mode: 'shared' }, () => new Promise(() => undefined))
    .catch((reason: unknown) => {
      console.warn('the files of this version are not held', reason);
    });
}
