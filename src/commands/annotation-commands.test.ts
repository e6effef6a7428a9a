import { describe, expect, it, vi } from 'vitest';
import { ANNOTATION_LIMITS } from '#core/annotations/annotation.ts';
import {
  addAnnotations,
  annotationsOf,
  changeAnnotation,
  deleteAnnotations,
  undoAnnotations,
} from '#state/annotations-store.ts';
import { beginOpening, finishOpening, removeSlide } from '#state/slides-store.ts';
import { fakeContext, fakeSlide } from '#test-support/fake-services.ts';
import { memoryAnnotations } from '#test-support/memory-annotations.ts';
import { annotationCommands } from './annotation-commands.ts';
import { readStored, stored } from './annotation-storage.ts';
import type { CommandContext } from './context.ts';

const SHAPE = { kind: 'line', from: { x: 1, y: 2 }, to: { x: 30, y: 40 } } as const;

/** A tab with its own stores over a storage that others may share. */
function tab(memory = memoryAnnotations(), name = 'x') {
  let last = 0;
  const context = fakeContext({
    context: { annotationStorage: memory.tab(), newId: () => `${name}${String(++last)}` },
  });
  const commands = annotationCommands(context);
  const stop = commands.keepAnnotations();
  const list = (slideId = 'slide-1') => annotationsOf(context.stores.annotations.getState(), slideId);
  const keeping = (slideId = 'slide-1') => context.stores.annotations.getState().bySlide[slideId]?.keeping;
  return { context, ...commands, stop, list, keeping, memory };
}

function open({ stores }: CommandContext, change: Parameters<typeof fakeSlide>[0] = {}): void {
  stores.slides.setState((state) => beginOpening(state, { token: 't', name: 'a', download: null }));
  const own = { statedUmPerPx: null, downloadedFrom: null };
  stores.slides.setState((state) => finishOpening(state, 't', fakeSlide(change), own));
}

function close({ stores }: CommandContext): void {
  stores.slides.setState((state) => removeSlide(state, 'slide-1'));
}

/** Until all that was asked of the storage so far is done. */
async function settled(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

describe('annotations of a slide with a fingerprint', () => {
  it('are there again when the slide is opened again, in this or another window', async () => {
    const first = tab();
    open(first.context);
    expect(first.keeping()).toEqual({ kind: 'reading' });
    expect(first.addDrawn('slide-1', SHAPE, '#56b4e9')).toBe(true);
    await settled();
    expect(first.keeping()).toEqual({ kind: 'kept' });
    first.context.stores.annotations.setState((state) => changeAnnotation(state, 'slide-1', 'x1', { label: 'edge' }));
    // Closed before the change was written.
    close(first.context);
    await settled();
    const second = tab(first.memory);
    open(second.context);
    await settled();
    expect(second.list()).toEqual([
      { id: 'x1', shape: SHAPE, label: 'edge', colour: '#56b4e9', createdAt: '1970-01-01T00:16:40.000Z' },
    ]);
    open(second.context, { id: 'slide-2', fingerprint: 'b'.repeat(64) });
    await settled();
    expect(second.list('slide-2')).toEqual([]);
  });

  it('drawn before those kept were read join them', async () => {
    const before = tab();
    open(before.context);
    before.addDrawn('slide-1', SHAPE, '#56b4e9');
    await settled();
    const after = tab(before.memory, 'y');
    open(after.context);
    after.addDrawn('slide-1', SHAPE, '#e69f00');
    await settled();
    expect(after.list().map(({ id }) => id)).toEqual(['x1', 'y1']);
    expect(before.memory.entries.size).toBe(2);
  });

  it('made and deleted in two tabs at once: each has all, and neither loses the other’s', async () => {
    const a = tab();
    const c = tab(a.memory, 'c');
    open(a.context);
    open(c.context);
    await settled();
    a.addDrawn('slide-1', SHAPE, '#56b4e9');
    c.addDrawn('slide-1', SHAPE, '#e69f00');
    await settled();
    expect(a.list().map(({ id }) => id)).toEqual(['c1', 'x1']);
    expect(c.list()).toEqual(a.list());
    a.context.stores.annotations.setState((state) => deleteAnnotations(state, 'slide-1', new Set(['c1'])));
    c.context.stores.annotations.setState((state) => changeAnnotation(state, 'slide-1', 'x1', { label: 'of c' }));
    await settled();
    expect(a.list().map(({ id, label }) => [id, label])).toEqual([['x1', 'of c']]);
    expect(c.list()).toEqual(a.list());
    a.context.stores.annotations.setState((state) => undoAnnotations(state, 'slide-1'));
    await settled();
    expect(c.list().map(({ id }) => id)).toEqual(['c1', 'x1']);
  });

  it('that cannot be written stay, are said not to be kept, and are written with the next change', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const one = tab();
    open(one.context);
    await settled();
    one.memory.refuse(new DOMException('no room', 'QuotaExceededError'));
    one.addDrawn('slide-1', SHAPE, '#56b4e9');
    await settled();
    expect(one.keeping()).toEqual({ kind: 'failed', why: 'full' });
    expect(one.list()).toHaveLength(1);
    one.memory.refuse(null);
    one.addDrawn('slide-1', SHAPE, '#56b4e9');
    await settled();
    expect(one.keeping()).toEqual({ kind: 'kept' });
    expect(one.memory.entries.size).toBe(2);
    warned.mockRestore();
  });

  it('where storage is forbidden from the start nothing that is there is taken for deleted', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const before = tab();
    open(before.context);
    before.addDrawn('slide-1', SHAPE, '#56b4e9');
    await settled();
    before.memory.refuse(new DOMException('no', 'SecurityError'));
    const after = tab(before.memory, 'y');
    open(after.context);
    await settled();
    expect(after.keeping()).toEqual({ kind: 'failed', why: 'forbidden' });
    before.memory.refuse(null);
    after.addDrawn('slide-1', SHAPE, '#56b4e9');
    await settled();
    expect(after.list().map(({ id }) => id)).toEqual(['x1', 'y1']);
    warned.mockRestore();
  });

  it('that another version wrote are left where they are, and counted', async () => {
    const one = tab();
    one.memory.entries.set(`${'a'.repeat(64)} z`, { version: 2, annotation: {} });
    open(one.context);
    await settled();
    expect(one.context.stores.annotations.getState().bySlide['slide-1']?.unreadable).toBe(1);
    one.addDrawn('slide-1', SHAPE, '#56b4e9');
    await settled();
    expect(one.memory.entries.size).toBe(2);
  });
});

describe('annotations of a slide without a fingerprint', () => {
  it('are kept for the tab, never written', async () => {
    const one = tab();
    open(one.context, { fingerprint: null });
    one.addDrawn('slide-1', SHAPE, '#56b4e9');
    await settled();
    expect(one.keeping()).toEqual({ kind: 'tab-only' });
    close(one.context);
    open(one.context, { id: 'slide-2', fingerprint: null });
    await settled();
    expect(one.list('slide-2')).toHaveLength(1);
    expect(one.memory.entries.size).toBe(0);
  });
});

it('no more are drawn than a slide can have', () => {
  const one = tab();
  open(one.context);
  const many = Array.from({ length: ANNOTATION_LIMITS.perSlide }, (_, i) => ({
    id: `n${String(i)}`,
    shape: SHAPE,
    label: '',
    colour: '#000000',
    createdAt: '2026-01-01T00:00:00Z',
  }));
  one.context.stores.annotations.setState((state) => addAnnotations(state, 'slide-1', many));
  expect(one.addDrawn('slide-1', SHAPE, '#56b4e9')).toBe(false);
});

describe('the stored form', () => {
  const good = { id: 'a', shape: SHAPE, label: 'é 癌', colour: '#56b4e9', createdAt: '2026-01-01T00:00:00.000Z' };

  it('comes back as it was written', () => {
    expect(readStored([structuredClone(stored(good))])).toEqual({ annotations: [good], unreadable: 0 });
  });

  it.each([
    null,
    'text',
    { version: 2, annotation: good },
    { version: 1, annotation: { ...good, colour: 'red' } },
    { version: 1, annotation: { ...good, label: 'x'.repeat(301) } },
    { version: 1, annotation: { ...good, shape: { kind: 'point', at: { x: Infinity, y: 0 } } } },
    { version: 1, annotation: { ...good, shape: { kind: 'polygon', points: [{ x: 0, y: 0 }] } } },
    { version: 1, annotation: { ...good, shape: { kind: 'ellipse' } } },
    { version: 1, annotation: { ...good, createdAt: 'yesterday' } },
  ])('is not taken from what is anything else: %o', (entry) => {
    expect(readStored([entry, stored(good)])).toEqual({ annotations: [good], unreadable: 1 });
  });
});
