/** Position over an element, CSS px from its top left corner. */
export interface PointerPosition {
  readonly cssX: number;
  readonly cssY: number;
}

/** Follows the pointer over an element; `moved` gets null when it leaves. */
export class PointerWatch {
  readonly #listening = new AbortController();
  #position: PointerPosition | null = null;

  constructor(element: HTMLElement, moved: (position: PointerPosition | null) => void) {
    const { signal } = this.#listening;
    const report = (event: PointerEvent): void => {
      const box = element.getBoundingClientRect();
      this.#position = { cssX: event.clientX - box.left, cssY: event.clientY - box.top };
      moved(this.#position);
    };
    const leave = (): void => {
      this.#position = null;
      moved(null);
    };
    element.addEventListener('pointermove', report, { signal });
    element.addEventListener('pointerleave', leave, { signal });
  }

  /** Where it is now; null when it is elsewhere. */
  get position(): PointerPosition | null {
    return this.#position;
  }

  destroy(): void {
    this.#listening.abort();
  }
}
