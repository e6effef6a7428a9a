import { describe, expect, it } from 'vitest';
import { serializeResult } from '#core/result/result-file.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { createResultService } from './service.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };
const read = (file: File) => createResultService().read({ file }, context);

describe('a result file', () => {
  it('is read with its maps moved, not copied', async () => {
    const result = sampleResult();
    const reply = await read(new File([serializeResult(result)], 'r.json'));
    expect(reply.value).toEqual(result);
    expect(reply.transfer).toEqual(reply.value.maps.map(({ values }) => values.buffer));
  });

  it('that is too large is refused by its size, unread', async () => {
    const file = new File([], 'r.json');
    Object.defineProperty(file, 'size', { value: RESULT_LIMITS.bytes + 1 });
    file.text = () => Promise.reject(new Error('was read'));
    await expect(read(file)).rejects.toMatchObject({
      code: 'result/invalid',
      context: { name: 'r.json', problems: ['it is 129 MB large; at most 128 MB are read'] },
    });
  });
});
