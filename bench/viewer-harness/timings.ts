export interface ViewerTimings {
  /** From asking for the slide to every visible tile of the wanted level drawn. */
  readonly firstFullViewMs: number;
  /** From asking for eight times the size to every visible tile there drawn and nothing moving. */
  readonly zoomBy8Ms: number;
}

export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no #${id}`);
  return found;
}

/** Until a condition holds, looked at once per frame; resolves in that frame. */
export function until(condition: () => boolean, timeoutMs = 30_000): Promise<void> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (condition()) resolve();
      else if (performance.now() - started > timeoutMs) reject(new Error(`nothing after ${timeoutMs} ms`));
      else requestAnimationFrame(look);
    };
    look();
  });
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
