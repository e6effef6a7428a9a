import { describe, expect, it } from 'vitest';
import { FoveaError } from '#core/errors/fovea-error.ts';
import type { SlideDescription } from '#core/slide/description.ts';
import { rememberSpacing } from '#state/preferences-store.ts';
import { fakeContext, fakeSlide, pending, type Pending } from '#test-support/fake-services.ts';
import { nameOf, openCommands } from './open-commands.ts';

const file = (name: string) => ({ kind: 'file', file: new File(['x'], name) }) as const;

describe('opening a slide', () => {
  it('shows it with the spacing that was stated for it before', async () => {
    const context = fakeContext({ slides: { open: () => Promise.resolve(fakeSlide()) } });
    context.stores.preferences.setState((state) => rememberSpacing(state, 'a'.repeat(64), 0.63));
    await openCommands(context).openSlide(file('a.svs'));
    const { shownId, byId } = context.stores.slides.getState();
    expect(shownId).toBe('slide-1');
    expect(byId['slide-1']?.statedUmPerPx).toBe(0.63);
  });

  it('says why it failed', async () => {
    const error = new FoveaError('slide/empty', { name: 'a.svs' });
    const context = fakeContext({ slides: { open: () => Promise.reject(error) } });
    const commands = openCommands(context);
    await commands.openSlide(file('a.svs'));
    expect(context.stores.slides.getState().opening).toEqual({
      kind: 'failed',
      error: { code: 'slide/empty', context: { name: 'a.svs' } },
    });
    commands.dismissOpeningError();
    expect(context.stores.slides.getState().opening.kind).toBe('idle');
  });

  it('aborts the attempt before, and closes the slide that still came out of it', async () => {
    const answers: Pending<SlideDescription>[] = [];
    const signals: (AbortSignal | undefined)[] = [];
    const closed: string[] = [];
    const context = fakeContext({
      slides: {
        open: (_request, signal) => {
          const answer = pending<SlideDescription>();
          answers.push(answer);
          signals.push(signal);
          return answer.promise;
        },
        close: ({ slideId }) => {
          closed.push(slideId);
          return Promise.resolve();
        },
      },
    });
    const commands = openCommands(context);
    const first = commands.openSlide(file('first.svs'));
    const second = commands.openSlide(file('second.svs'));
    await Promise.resolve();
    expect(signals[0]?.aborted).toBe(true);
    answers[0]?.resolve(fakeSlide({ id: 'first' }));
    answers[1]?.resolve(fakeSlide({ id: 'second' }));
    await Promise.all([first, second]);
    expect(context.stores.slides.getState().order).toEqual(['second']);
    expect(closed).toEqual(['first']);
  });

  it('can be cancelled without an error', async () => {
    const context = fakeContext({
      slides: {
        open: (_request, signal) =>
          new Promise((_resolve, reject) => {
            signal?.addEventListener('abort', () => {
              reject(signal.reason as DOMException);
            });
          }),
      },
    });
    const commands = openCommands(context);
    const opened = commands.openSlide(file('a.svs'));
    await Promise.resolve();
    commands.cancelOpening();
    await opened;
    expect(context.stores.slides.getState().opening.kind).toBe('cancelled');
  });

  it('refuses a fifth slide rather than closing one with its result', async () => {
    let id = 0;
    const context = fakeContext({ slides: { open: () => Promise.resolve(fakeSlide({ id: `s${++id}` })) } });
    const commands = openCommands(context);
    for (let i = 0; i < 5; i++) await commands.openSlide(file(`${i}.svs`));
    const { order, opening } = context.stores.slides.getState();
    expect(order).toHaveLength(4);
    expect(opening).toMatchObject({ kind: 'failed', error: { code: 'slide/too-many-open', context: { max: 4 } } });
  });
});

describe('opening by address', () => {
  it('lists the address among the recent ones, but never the phantom', async () => {
    const asked: string[] = [];
    const context = fakeContext({
      slides: {
        open: ({ source }) => {
          if (source.kind === 'url') asked.push(source.url);
          return Promise.resolve(fakeSlide({ id: `s${asked.length}` }));
        },
      },
    });
    const commands = openCommands(context);
    await commands.openLink('  https://h.test/b.svs ');
    await commands.openPhantom();
    expect(asked).toEqual(['https://h.test/b.svs', 'https://fovea.test/app/phantom/phantom-01.tif']);
    expect(context.stores.preferences.getState().recentSlides).toEqual([
      { url: 'https://h.test/b.svs', name: 'a.svs' },
    ]);
  });

  it('downloads a whole file where the server cannot send parts', async () => {
    const progress: unknown[] = [];
    const fetched: string[] = [];
    const context = fakeContext({
      slides: {
        open: async ({ source }) => {
          if (source.kind === 'url') throw new FoveaError('source/no-range-support', { url: source.url, bytes: 4 });
          if (source.kind !== 'file') throw new Error('a file was expected');
          return fakeSlide({ name: source.file.name, byteSize: source.file.size });
        },
      },
      context: {
        fetchBlob: (url, onProgress) => {
          fetched.push(url);
          onProgress(2, 4);
          const { opening } = context.stores.slides.getState();
          progress.push(opening.kind === 'running' ? opening.progress.download : null);
          return Promise.resolve(new Blob(['1234']));
        },
      },
    });
    const commands = openCommands(context);
    const url = 'https://h.test/x/big%20slide.svs?signature=secret';
    await commands.openLink(url);
    const { opening } = context.stores.slides.getState();
    expect(opening).toMatchObject({ error: { code: 'source/no-range-support' } });
    expect(JSON.stringify(opening)).not.toContain('secret');
    await commands.downloadSlide();
    expect(fetched).toEqual([url]);
    expect(progress).toEqual([{ doneBytes: 2, totalBytes: 4 }]);
    const slide = context.stores.slides.getState().byId['slide-1']!;
    expect(slide.description).toMatchObject({ name: 'big slide.svs', byteSize: 4 });
    expect(slide.downloadedFrom).toBe('h.test');
  });

  it('names a slide by the last part of its address', () => {
    expect(nameOf({ kind: 'url', url: 'https://h.test/a/b%20c.svs?x=1#y' })).toBe('b c.svs');
    expect(nameOf({ kind: 'url', url: 'https://h.test/%E0%A4%A' })).toBe('%E0%A4%A');
    expect(nameOf({ kind: 'folder', name: 'HE', files: [] })).toBe('HE');
  });
});

it('says so when what was dropped holds nothing to open', async () => {
  const context = fakeContext({});
  await openCommands(context).openDropped(null);
  expect(context.stores.slides.getState().opening).toMatchObject({ error: { code: 'slide/nothing-dropped' } });
});
