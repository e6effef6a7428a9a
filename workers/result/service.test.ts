import { describe, expect, it } from 'vitest';
import { serializeResult } from '#core/result/result-file.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import { qupathGeoJson } from '#core/result/qupath-geojson.ts';
import { wsinferCsv } from '#core/result/wsinfer-csv.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { fakeSurvivalResult } from '#test-support/fake-services.ts';
import { lentResult, numbersOfResult, receivedFile, receivedResult } from '../shared/sent-patches.ts';
import type { WrittenFile } from './contract.ts';
import { createResultService } from './service.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };
const read = (file: File) => createResultService().read({ file }, context);

describe('a result file', () => {
  it('is read with its maps and patches moved, not copied', async () => {
    const result = sampleResult();
    const { value, transfer } = await read(new File([serializeResult(result)], 'r.json'));
    expect(receivedResult(value)).toEqual(result);
    for (const { values } of value.maps) expect(transfer).toContain(values.buffer);
    for (const { numbers } of value.lists) expect(transfer).toContain(numbers.buffer);
  });

  it('that is too large is refused by its size, unread', async () => {
    const file = new File([], 'r.json');
    Object.defineProperty(file, 'size', { value: RESULT_LIMITS.bytes + 1 });
    file.text = () => Promise.reject(new Error('was read'));
    await expect(read(file)).rejects.toMatchObject({
      code: 'result/invalid',
      context: { name: 'r.json', problems: [{ code: 'too-large', megabytes: 129, most: 128 }], more: 0 },
    });
  });
});

describe('a file of another program', () => {
  const service = createResultService();
  const readOther = (content: BlobPart, name = 'a file') =>
    service.readOther({ file: new File([content], name) }, context);

  it('is known by its content, whatever it is called, and its maps are moved', async () => {
    const result = sampleResult();
    const sent = { result: lentResult(result), file: { kind: 'clam-h5', shown: 'task-relevance' } } as const;
    const h5 = (await service.write(sent, context)).value;
    for (const [content, format] of [
      [h5, 'clam-h5'],
      [qupathGeoJson(result), 'qupath-geojson'],
      [wsinferCsv(result), 'wsinfer-csv'],
    ] as const) {
      const { value, transfer } = await readOther(content);
      const { maps } = receivedFile(value);
      expect(maps?.format).toBe(format);
      expect(maps?.patches).toEqual(result.patches);
      expect(maps?.maps[0]?.values).toEqual(result.maps[0]?.values);
      for (const { values } of maps?.maps ?? []) expect(transfer).toContain(values.buffer);
      expect(transfer).toContain(value.maps?.patches.numbers.buffer);
    }
  });

  it('is refused with its name where it is none', async () => {
    await expect(readOther('a picture', 'a.png')).rejects.toMatchObject({ context: { name: 'a.png' } });
    const file = new File([], 'a.csv');
    Object.defineProperty(file, 'size', { value: 2 ** 30 });
    await expect(service.readOther({ file }, context)).rejects.toMatchObject({
      context: { name: 'a.csv', problems: [{ code: 'too-large', megabytes: 1024, most: 128 }], more: 0 },
    });
  });
});

describe('a file with a result', () => {
  const result = fakeSurvivalResult();
  /** As it comes from the page: the numbers of the patches moved, all else copied. */
  async function written(file: WrittenFile) {
    const lent = lentResult(result);
    const request = structuredClone({ result: lent, file }, { transfer: numbersOfResult(lent) });
    const { value, transfer } = await createResultService().write(request, context);
    expect(transfer).toEqual([value.buffer]);
    return new TextDecoder().decode(value);
  }

  it('is the same text as is written anywhere', async () => {
    expect(await written({ kind: 'result' })).toBe(serializeResult(result));
    expect(await written({ kind: 'wsinfer-csv' })).toBe(wsinferCsv(result));
    expect(await written({ kind: 'qupath-geojson' })).toBe(qupathGeoJson(result));
  });

  it('leaves the result on the page whole', async () => {
    const before = serializeResult(result);
    await written({ kind: 'wsinfer-csv' });
    await written({ kind: 'wsinfer-csv' });
    expect(serializeResult(result)).toBe(before);
  });
});
