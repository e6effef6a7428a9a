import { describe, expect, it } from 'vitest';
import type { Annotation } from '#core/annotations/annotation.ts';
import type { ImportedFile, ImportedMaps } from '#core/result/imports/imported-maps.ts';
import { annotationsOf } from '#state/annotations-store.ts';
import { ranksAt } from '#state/patch-ranks.ts';
import { shownMap, viewOfResult } from '#state/result-view.ts';
import { chooseShown, displayedMaps, displayedResult, shownKept, showResult } from '#state/displayed.ts';
import { importsOf, shownImport } from '#state/kept-results.ts';
import { forgetSlide } from '#state/runs-store.ts';
import { endFileWork } from '#state/file-work-store.ts';
import { beginOpening, finishOpening } from '#state/slides-store.ts';
import { fakeContext, fakeResult, fakeSlide } from '#test-support/fake-services.ts';
import type { OtherFiles } from '#workers/result/contract.ts';
import { importCommands } from './import-commands.ts';

const maps: ImportedMaps = {
  format: 'wsinfer-csv',
  patches: [
    { x: 0, y: 0, width: 100, height: 100 },
    { x: 100, y: 0, width: 100, height: 100 },
  ],
  maps: [
    { name: 'prob_Tumor', values: Float32Array.of(0.25, NaN) },
    { name: 'bottom_up_attention', values: Float32Array.of(0.004, 0.002) },
  ],
  notes: [],
};

const annotation: Annotation = {
  id: 'a',
  shape: { kind: 'point', at: { x: 5, y: 5 } },
  label: 'nest',
  colour: '#e69f00',
  createdAt: '2026-01-02T03:04:05.000Z',
};

/** A window with one slide open (or none), in which files read as `holds`. */
function open(holds: ImportedFile, hasSlide = true, read: OtherFiles['read'] = () => Promise.resolve(holds)) {
  const imported: string[] = [];
  const context = fakeContext({
    context: { otherFiles: { read } },
  });
  const { stores } = context;
  if (hasSlide) {
    stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
    const own = { statedUmPerPx: null, downloadedFrom: null };
    stores.slides.setState((state) => finishOpening(state, 't', fakeSlide(), own));
  }
  const commands = importCommands(context, {
    importResult: (file) => {
      imported.push(file.name);
      return Promise.resolve();
    },
  });
  const slideId = stores.slides.getState().shownId ?? '';
  return { stores, commands, slideId, imported, runs: () => stores.runs.getState() };
}

const file = (name = 'a.csv', content = '') => new File([content], name);
const all = (change: Partial<ImportedFile>): ImportedFile => ({ maps: null, annotations: [], notes: [], ...change });

describe('maps of another program', () => {
  it('lie over the slide with their own names and numbers, in the place of a result', async () => {
    const { commands, slideId, runs, stores } = open(all({ maps }));
    const origin = { kind: 'file', fileName: 'r.json', slideKnownBy: 'fingerprint' } as const;
    stores.runs.setState((state) => showResult(state, slideId, fakeResult(), origin));
    await commands.importOther(file());
    expect(shownImport(runs(), slideId)).toMatchObject({ fileName: 'a.csv', imported: maps });
    expect(shownKept(runs(), slideId)).toBeNull();
    expect(displayedResult(runs(), slideId)).toBeNull();
    const source = displayedMaps(runs(), slideId);
    if (!source) throw new Error('nothing is shown');
    const [probability, attention] = viewOfResult(source).maps;
    expect(probability).toMatchObject({ id: 'file:prob_Tumor', unit: 'probability' });
    // Ours by name, its numbers as they stand: not times the number of patches.
    expect(attention).toMatchObject({ id: 'bottom-up-attention', unit: 'as-stored' });
    expect(Array.from(attention?.values ?? [])).toEqual([Math.fround(0.004), Math.fround(0.002)]);
    expect(shownMap(viewOfResult(source), stores.overlay.getState())?.id).toBe('file:prob_Tumor');
    const [first] = ranksAt(runs(), slideId, { x: 50, y: 50 });
    expect(first).toMatchObject({ from: 'a.csv', madeAt: null, isShown: true });
    expect(first?.ranks.map(({ place }) => place?.best)).toEqual([1, 1]);
  });

  it('give way to a result that is chosen, and come back', async () => {
    const { commands, slideId, runs, stores } = open(all({ maps }));
    const origin = { kind: 'file', fileName: 'r.json', slideKnownBy: 'fingerprint' } as const;
    stores.runs.setState((state) => showResult(state, slideId, fakeResult(), origin));
    await commands.importOther(file());
    const key = runs().results[slideId]?.shownKey ?? '';
    stores.runs.setState((state) => chooseShown(state, slideId, key));
    expect(shownImport(runs(), slideId)).toBeNull();
    expect(shownKept(runs(), slideId)?.key).toBe(key);
    stores.runs.setState((state) => chooseShown(state, slideId, 'import a.csv'));
    expect(shownImport(runs(), slideId)?.fileName).toBe('a.csv');
    await commands.importOther(file());
    expect(importsOf(runs(), slideId).list).toHaveLength(1);
    expect(importsOf(forgetSlide(runs(), slideId), slideId).list).toEqual([]);
  });

  it('are refused with the count where patches lie outside of the slide', async () => {
    const patches = [...maps.patches.slice(1), { x: 900_000, y: 0, width: 100, height: 100 }];
    const { commands, slideId, runs, stores } = open(all({ maps: { ...maps, patches } }));
    await commands.importOther(file());
    expect(displayedMaps(runs(), slideId)).toBeNull();
    const { opening } = stores.slides.getState();
    expect(opening).toMatchObject({
      kind: 'failed',
      error: {
        code: 'result/invalid',
        context: {
          name: 'a.csv',
          problems: [expect.objectContaining({ code: 'patches-outside', outside: 1, all: 2 })],
        },
      },
    });
  });

  it('need a slide', async () => {
    const { commands, stores } = open(all({ maps }), false);
    await commands.importOther(file());
    expect(stores.slides.getState().opening).toMatchObject({ kind: 'failed', error: { code: 'result/invalid' } });
  });
});

describe('a file that takes long', () => {
  it('is shown as being read, and nothing comes of it once it is cancelled', async () => {
    let give: (read: ImportedFile) => void = () => undefined;
    let given: AbortSignal | undefined;
    const { stores, commands, slideId, runs } = open(all({ maps }), true, (_, signal) => {
      given = signal;
      return new Promise((resolve) => {
        give = resolve;
      });
    });
    const reading = commands.importOther(file());
    const [work] = stores.fileWork.getState().list;
    expect(work).toMatchObject({ kind: 'reading', fileName: 'a.csv' });
    stores.fileWork.setState((state) => endFileWork(state, work?.token ?? ''));
    expect(given?.aborted).toBe(true);
    give(all({ maps }));
    await reading;
    expect(shownImport(runs(), slideId)).toBeNull();
    expect(stores.slides.getState().opening.kind).toBe('done');
  });
});

describe('annotations of another program', () => {
  it('join those of the slide, and what was not taken is told', async () => {
    const notes = [{ kind: 'objects-left-out', count: 2, why: 'holes' }] as const;
    const { commands, slideId, runs, stores } = open(all({ annotations: [annotation], notes }));
    await commands.importOther(file('a.geojson'));
    expect(annotationsOf(stores.annotations.getState(), slideId)).toEqual([annotation]);
    expect(displayedMaps(runs(), slideId)).toBeNull();
    const { read } = importsOf(runs(), slideId);
    expect(read).toEqual({ fileName: 'a.geojson', count: 1, tooMany: 0, notes });
  });

  it('are refused where they lie outside', async () => {
    const far = { ...annotation, shape: { kind: 'point', at: { x: -1, y: 0 } } } as const;
    const { commands, slideId, stores } = open(all({ annotations: [far] }));
    await commands.importOther(file('a.geojson'));
    expect(annotationsOf(stores.annotations.getState(), slideId)).toEqual([]);
  });
});

describe('a .json file', () => {
  it('is a GeoJSON or a result by how it begins', async () => {
    const { commands, imported, slideId, runs } = open(all({ maps }));
    await commands.importJson(file('r.json', '{"format":"fovea-result"'));
    expect(imported).toEqual(['r.json']);
    await commands.importJson(file('g.json', '{ "type": "FeatureCollection", "features": []}'));
    expect(shownImport(runs(), slideId)?.fileName).toBe('g.json');
  });
});
