import type { DisplaySettings } from './viewer-types.ts';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Output of one channel 0..1 under display settings: gamma first, then contrast about mid grey, then brightness, clamped. The
 * filter does the same on the screen.
 */
export function displayedChannel(channel: number, { brightness, contrast, gamma }: DisplaySettings): number {
  const value = (channel ** (1 / gamma) - 0.5) * contrast + 0.5 + brightness;
  return Math.min(1, Math.max(0, value));
}

export function isNeutral({ brightness, contrast, gamma }: DisplaySettings): boolean {
  return brightness === 0 && contrast === 1 && gamma === 1;
}

/**
 * Adjusts how the slide's canvas is shown, in sRGB values and on the screen only: tiles, overlays and what models read are
 * untouched. With neutral settings there is no filter at all.
 */
export class DisplayFilter {
  readonly #svg = document.createElementNS(SVG, 'svg');
  readonly #gamma: SVGElement[] = [];
  readonly #linear: SVGElement[] = [];
  readonly #id = `fovea-display-${crypto.randomUUID()}`;

  constructor(container: HTMLElement) {
    this.#svg.setAttribute('width', '0');
    this.#svg.setAttribute('height', '0');
    this.#svg.setAttribute('aria-hidden', 'true');
    this.#svg.style.position = 'absolute';
    const filter = document.createElementNS(SVG, 'filter');
    filter.id = this.#id;
    filter.setAttribute('color-interpolation-filters', 'sRGB');
    for (const [type, functions] of [
      ['gamma', this.#gamma],
      ['linear', this.#linear],
    ] as const) {
      const transfer = document.createElementNS(SVG, 'feComponentTransfer');
      for (const channel of ['R', 'G', 'B']) {
        const transferFunction = document.createElementNS(SVG, `feFunc${channel}`);
        transferFunction.setAttribute('type', type);
        functions.push(transferFunction);
        transfer.append(transferFunction);
      }
      filter.append(transfer);
    }
    this.#svg.append(filter);
    container.append(this.#svg);
  }

  apply(element: HTMLElement, settings: DisplaySettings): void {
    if (isNeutral(settings)) {
      element.style.filter = '';
      return;
    }
    for (const gamma of this.#gamma) gamma.setAttribute('exponent', String(1 / settings.gamma));
    for (const linear of this.#linear) {
      linear.setAttribute('slope', String(settings.contrast));
      linear.setAttribute('intercept', String(0.5 - 0.5 * settings.contrast + settings.brightness));
    }
    element.style.filter = `url(#${this.#id})`;
  }

  destroy(): void {
    this.#svg.remove();
  }
}
