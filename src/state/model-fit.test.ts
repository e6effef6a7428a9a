import { describe, expect, it } from 'vitest';
import { fakeManifest, fakeSlide } from '#test-support/fake-services.ts';
import { smallDsca } from '#test-support/dsca-model.ts';
import { modelFit, spacingForRun } from './model-fit.ts';
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

const MODEL = fakeManifest({ spacing_um_px: 0.5 });

describe('whether a slide fits a model that wants 0.5 µm/px', () => {
  it.each([
    [0.25, 0.5],
    [0.5, 1],
    [0.65, 1.3],
  ])('a slide of %f µm/px does, enlarged by %f', (umPerPx, enlargement) => {
    const fit = modelFit(slideAt(umPerPx), MODEL);
    expect(fit).toMatchObject({ kind: 'fits', enlargement });
  });

  it('a slide coarser by more than 1.3 does not', () => {
    expect(modelFit(slideAt(0.651), MODEL).kind).toBe('too-coarse');
  });

  it('a slide has to be fine enough for the finer patches of two resolutions', () => {
    const dsca = { spacing_um_px: 2, architecture: 'dsca' as const, head: { ...smallDsca().head, graphs: {} } };
    expect(modelFit(slideAt(0.5), dsca)).toMatchObject({ kind: 'fits', modelUmPerPx: 0.5, enlargement: 1 });
    expect(modelFit(slideAt(0.7), dsca)).toEqual({ kind: 'too-coarse', slideUmPerPx: 0.7, modelUmPerPx: 0.5 });
  });

  it('a slide without a spacing cannot be told', () => {
    expect(modelFit(slideAt(null), MODEL)).toEqual({ kind: 'no-spacing' });
  });

  it('nor needs it to be for attention sampling, which takes pixels as they are', () => {
    const sampling = { ...MODEL, architecture: 'attention-sampling' as const };
    expect(modelFit(slideAt(null), sampling)).toEqual({ kind: 'as-pixels', modelUmPerPx: 0.5 });
    expect(spacingForRun(slideAt(null), sampling)).toEqual({
      spacing: { xUmPerPx: 0.5, yUmPerPx: 0.5 },
      statedBy: 'model',
    });
    expect(modelFit(slideAt(0.25), sampling)).toMatchObject({ kind: 'fits' });
    expect(spacingForRun(slideAt(0.25), sampling)).toMatchObject({ statedBy: 'metadata' });
    expect(spacingForRun(slideAt(null), MODEL)).toBeNull();
  });
});
