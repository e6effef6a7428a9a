import { describe, expect, it } from 'vitest';
import { fakeSlide } from '#test-support/fake-services.ts';
import { modelFit } from './model-fit.ts';
import type { OpenSlide } from './slides-store.ts';

function slideAt(umPerPx: number | null): OpenSlide {
  const spacing = umPerPx === null ? null : { xUmPerPx: umPerPx, yUmPerPx: umPerPx };
  return {
    description: fakeSlide({ spacing }),
    statedUmPerPx: null,
    downloadedFrom: null,
    damagedTiles: 0,
    bytesRead: 0,
    hosts: [],
  };
}

describe('whether a slide fits a model that wants 0.5 µm/px', () => {
  it.each([
    [0.25, 0.5],
    [0.5, 1],
    [0.65, 1.3],
  ])('a slide of %f µm/px does, enlarged by %f', (umPerPx, enlargement) => {
    const fit = modelFit(slideAt(umPerPx), { spacing_um_px: 0.5 });
    expect(fit).toMatchObject({ kind: 'fits', enlargement });
  });

  it('a slide coarser by more than 1.3 does not', () => {
    expect(modelFit(slideAt(0.651), { spacing_um_px: 0.5 }).kind).toBe('too-coarse');
  });

  it('a slide without a spacing cannot be told', () => {
    expect(modelFit(slideAt(null), { spacing_um_px: 0.5 })).toEqual({ kind: 'no-spacing' });
  });
});
