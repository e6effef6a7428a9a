import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseManifest } from '#core/model/manifest.ts';
import { createSlideClient } from '../slide/client.ts';
import { createInferenceClient } from './client.ts';
import type { PlanAnswer, PlanRequest } from './contract.ts';

const absolute = (path: string) => new URL(path, location.href).href;
const baseUrl = absolute('/models/phantom-tda-mil/');

let slideWorkers: Worker[];
let slides: ReturnType<typeof createSlideClient>;
let request: PlanRequest;

beforeEach(async () => {
  slideWorkers = [];
  slides = createSlideClient(() => {
    const worker = new Worker(new URL('../slide/entry.ts', import.meta.url), { type: 'module' });
    slideWorkers.push(worker);
    return worker;
  });
  const { id, ...slide } = await slides.open({ source: { kind: 'url', url: absolute('/phantom/phantom-01.tif') } });
  const manifest = parseManifest(await (await fetch(`${baseUrl}model.json`)).json());
  const spacing = slide.spacing ?? { xUmPerPx: NaN, yUmPerPx: NaN };
  request = { slide: { ...slide, slideId: id, spacing, spacingStatedBy: 'metadata' }, bundle: { baseUrl, manifest } };
});
afterEach(() => {
  slides.dispose();
});

const crash = (): void => {
  slideWorkers.at(-1)?.dispatchEvent(new ErrorEvent('error', { message: 'made to crash' }));
};
const numberOf = ({ plan }: PlanAnswer): number => plan.column.length;

it('works on after the slide worker crashed unseen, with a port to the new one', async () => {
  const client = createInferenceClient({ slides });
  const before = numberOf(await client.plan(request));
  crash();
  expect(numberOf(await client.plan(request))).toBe(before);
  expect(slideWorkers).toHaveLength(2);
  client.dispose();
});

it('says what happened where the crash comes in the middle, and works the next time', async () => {
  const client = createInferenceClient({ slides });
  const before = numberOf(await client.plan(request));
  const planning = client.plan(request);
  crash();
  await expect(planning).rejects.toMatchObject({ code: 'worker/crashed', context: { worker: 'slide' } });
  expect(numberOf(await client.plan(request))).toBe(before);
  client.dispose();
});

it('takes a new port after the old one led to a worker without the slide', async () => {
  let ports = 0;
  const openPort = () => {
    ports++;
    return slides.openPort();
  };
  const client = createInferenceClient({ slides: { ...slides, openPort } });
  const gone = { ...request, slide: { ...request.slide, slideId: 'gone' } };
  await expect(client.plan(gone)).rejects.toMatchObject({ code: 'slide/not-open' });
  expect(numberOf(await client.plan(request))).toBeGreaterThan(0);
  expect(ports).toBe(2);
  client.dispose();
});
