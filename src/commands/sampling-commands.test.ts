import { describe, expect, it } from 'vitest';
import { fakeContext } from '#test-support/fake-services.ts';
import type { PatchRequest } from '#workers/slide/contract.ts';
import { runCommands } from './run-commands.ts';
import { samplingCommands } from './sampling-commands.ts';

describe('pictures of patches', () => {
  it('are cut in one request at the size that the model sees, one picture each', async () => {
    const requests: PatchRequest[] = [];
    const context = fakeContext({
      slides: {
        patches: (request) => {
          requests.push(request);
          const bytes = request.outWidthPx * request.outHeightPx * 3;
          const pixels = Uint8Array.from({ length: bytes * request.rects.length }, (_, i) => Math.floor(i / bytes));
          return Promise.resolve({ pixels, holes: [] });
        },
      },
    });
    const { patchPictures } = samplingCommands(context, runCommands(context));
    const rects = [0, 100, 200].map((x) => ({ x, y: 7, width: 40, height: 40 }));
    const signal = new AbortController().signal;
    const pictures = await patchPictures({ slideId: 's', rects, sizePx: 5 }, signal);
    expect(requests).toEqual([{ slideId: 's', rects, outWidthPx: 5, outHeightPx: 5 }]);
    expect(pictures.map(({ width, height, pixels }) => [width, height, pixels.length, pixels[0], pixels[74]])).toEqual([
      [5, 5, 75, 0, 0],
      [5, 5, 75, 1, 1],
      [5, 5, 75, 2, 2],
    ]);
    expect(await patchPictures({ slideId: 's', rects: [], sizePx: 5 }, signal)).toEqual([]);
    expect(requests).toHaveLength(1);
  });
});
