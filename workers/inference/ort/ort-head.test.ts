import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { tdaMilGraphs } from '#core/model/tda-mil-head.ts';
import { runTdaMilHead } from '#core/pipelines/tda-mil-head.ts';
import { headFiles } from '#test-support/tda-mil-onnx.ts';
import { randomNumbers, smallTdaMil } from '#test-support/tda-mil-model.ts';
import { createOrtBackEnd, type OrtBackEnd } from './ort-back-end.ts';
import { createOrtHead } from './ort-head.ts';
import { createQueue } from './queue.ts';

const SIZE = { features: 6, width: 16, heads: 4, blocks: 2, classes: 3 };

it('gives back what it made where a later graph fails', async () => {
  const { head } = smallTdaMil({ ...SIZE, shared: false, secondPass: 'from-input' });
  const names = tdaMilGraphs(head);
  const graphs = Object.fromEntries(names.map((name) => [name, `${name}.onnx`]));
  for (let failing = 0; failing < names.length; failing++) {
    let made = 0;
    let open = 0;
    const backEnd: OrtBackEnd = {
      kind: 'wasm',
      limits: { scoreBytes: 1, tensorBytes: 1 },
      Tensor: ort.Tensor,
      createSession() {
        if (made === failing) return Promise.reject(new Error('no memory'));
        made++;
        open++;
        const release = () => {
          open--;
          // One that cannot be released keeps none of the others.
          return made === 1 ? Promise.reject(new Error('stuck')) : Promise.resolve();
        };
        return Promise.resolve({ run: () => Promise.reject(new Error('not run')), release });
      },
    };
    await expect(createOrtHead(backEnd, { head: { ...head, graphs } }, () => new Uint8Array())).rejects.toThrow(
      'no memory',
    );
    expect(made).toBe(failing);
    expect(open).toBe(0);
  }
});

/** The same head code over native ONNX Runtime: graphs that tests write themselves against plain arithmetic. */
describe('head graphs on native ONNX Runtime', () => {
  for (const shared of [true, false]) {
    for (const secondPass of ['from-input', 'from-output'] as const) {
      it(`answers as the formulae do (${shared ? 'shared' : 'separate'} blocks, second pass ${secondPass})`, async () => {
        const model = smallTdaMil({ ...SIZE, shared, secondPass });
        const files = headFiles(model);
        const limits = { scoreBytes: 16 * 16 * 8 * 4, tensorBytes: 2 ** 20 };
        const backEnd = createOrtBackEnd({
          ort,
          kind: 'wasm',
          queue: createQueue(),
          limits,
          sessionOptions: { executionProviders: ['cpu'] },
        });
        const graphs = Object.fromEntries(tdaMilGraphs(model.head).map((name) => [name, `${name}.onnx`]));
        const head = { ...model.head, graphs };
        const file = (path: string) => files.get(path.replace('.onnx', '')) ?? new Uint8Array();
        const headGraphs = await createOrtHead(backEnd, { head }, file);
        for (const n of [1, 2, 15, 16, 17, 33]) {
          const random = randomNumbers(n);
          const bag = Array.from({ length: n }, () =>
            Array.from({ length: SIZE.features }, () => Math.fround(random())),
          );
          const answer = await runTdaMilHead(
            headGraphs,
            head,
            { data: Float32Array.from(bag.flat()), dims: [n, SIZE.features] },
            { limits },
          );
          const whole = model.whole(bag);
          const off = (got: Float32Array, want: number[]) => {
            expect(got.length).toBe(want.length);
            return Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? NaN))));
          };
          expect(off(answer.logits, whole.logits)).toBeLessThan(1e-4);
          expect(off(answer.taskRelevance, whole.relevance)).toBeLessThan(1e-4);
          expect(n * off(answer.bottomUpAttention, whole.bottomUp)).toBeLessThan(1e-3);
          expect(n * off(answer.topDownAttention, whole.topDown)).toBeLessThan(1e-3);
        }
        await headGraphs.release();
      });
    }
  }
});
