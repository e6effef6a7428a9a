/** What on screen is not in Chinese. */
import type { Page } from '@playwright/test';

/**
 * Names that are the same in every language: of this program, formats, programs, architectures, back ends, colour scales, keys, and of what
 * the phantom's files and models call themselves.
 */
const NAMES: readonly string[] = [
  'Fovea',
  'English',
  'TDA-MIL',
  'DSCA',
  'WebGPU',
  'WASM',
  'CPU',
  'GPU',
  'CSV',
  'WSInfer',
  'GeoJSON',
  'QuPath',
  'CLAM',
  'HDF5',
  'JSON',
  'PNG',
  'PDF',
  'JPEG',
  'TIFF',
  'SVS',
  'Letter',
  'Shift',
  'GET',
  'Viridis',
];

/** Addresses, paths of a model's files, digests. */
const VERBATIM = /https?:\/\/\S+|[\w/-]+\.(?:onnx|safetensors|md)\b|\b[\da-f]{12,64}\b/gi;

/**
 * Texts, names and hints of all controls, headings and regions on screen that hold a word of Latin letters which is neither among the names nor
 * in `also`: what the slide, the model and its classes are called.
 */
export async function notChinese(page: Page, also: readonly string[] = []): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const LOOKED_AT =
      'button, a, input, select, textarea, label, legend, summary, h1, h2, h3, h4, h5, h6, th, dt, figcaption, option, ' +
      '[role], [aria-label], [title]';
    const found = new Set<string>();
    for (const element of Array.from(document.querySelectorAll<HTMLElement>(LOOKED_AT))) {
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'aria-description', 'alt'])
        found.add(element.getAttribute(name) ?? '');
      // A region is as long as the page: of what holds others, only what it says itself.
      for (const node of Array.from(element.childNodes))
        if (node.nodeType === Node.TEXT_NODE) found.add(node.textContent ?? '');
      if (element.matches('button, a, label, h1, h2, h3, h4, h5, h6, [role="option"]')) found.add(element.innerText);
    }
    return Array.from(found);
  });
  const names = [...also, ...NAMES].sort((a, b) => b.length - a.length);
  return texts
    .map((text) => text.trim())
    .filter((text) => {
      let rest = text.replace(VERBATIM, ' ');
      for (const name of names) rest = rest.replaceAll(name, ' ');
      return /[A-Za-z]{3,}/.test(rest);
    });
}
