import { describe, expect, it } from 'vitest';
import { serializeResult } from '#core/result/result-file.ts';
import { RESULT_LIMITS } from '#core/result/result-schema.ts';
import { qupathGeoJson } from '#core/result/qupath-geojson.ts';
import { wsinferCsv } from '#core/result/wsinfer-csv.ts';
import { sampleResult } from '#test-support/run-result.ts';
import { receivedFile, receivedResult } from '../shared/sent-patches.ts';
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
    const shown = 'task-relevance';
    const h5 = (await service.writeClamH5({ result, shown }, context)).value;
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
