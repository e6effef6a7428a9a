import type { Compared, InstallationReport } from '#core/check/check-report.ts';
import type { FoundModel, FoundStep } from '#core/check/found.ts';
import { failedOn } from '#core/check/found.ts';
import { MAP_IDS } from '#core/model/map-ids.ts';
import type { MapId } from '#core/model/map-ids.ts';
import { text } from '#ui/messages/text.ts';
import { significant, utcSecond } from '../messages/numbers.ts';

/** Name of what was compared, in words where there are any. */
export function thingText(what: string): string {
  const { things } = text.check;
  if (isKey(things, what)) return things[what];
  return MAP_IDS.includes(what as MapId) ? text.result.mapFull[what as MapId] : what;
}

function isKey<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key);
}

/** Of what either is the same or is not, that; of all else the largest difference. */
export function differenceText({ what, difference, passed }: Compared): string {
  if (what === 'patches') return passed ? text.check.same : text.check.other;
  return difference === null ? text.check.none : significant(difference, 2);
}

/** What a difference may be; empty where there is only the same. */
export function limitText({ what, limit }: Compared): string {
  return what === 'patches' ? '' : text.bundles.atMost(Number(significant(limit, 2)));
}

/** What of a step is off, by name; empty where nothing is. */
export function failedThings({ golden, phantom }: FoundStep): string[] {
  const failed = (rows: FoundStep['golden'], where: string) =>
    rows.filter(({ passed }) => !passed).map(({ what }) => text.check.whereOf(thingText(what), where));
  return [...failed(golden, text.check.step.golden), ...failed(phantom, text.check.step.phantom)];
}

/** How long a step took and how fast it was; empty where it did not come to that. */
export function paceText({ goldenSeconds, phantomSeconds, patchesPerSecond }: FoundStep): string {
  if (phantomSeconds === null) return '';
  const rate = patchesPerSecond ? text.check.perSecond(patchesPerSecond) : '';
  return text.check.measured((goldenSeconds ?? 0) + phantomSeconds, rate);
}

/** What to do about what was found, and what was not checked; empty where there is nothing to say. */
export function todoTexts(
  models: readonly FoundModel[],
  { leftOut, failedOnGpu, machine }: InstallationReport,
): string[] {
  const isMissing = models.some(({ steps }) => steps.some(({ outcome }) => outcome === 'not-compared'));
  const earlier = failedOnGpu.filter(({ id }) => !failedOn('webgpu', models).includes(id)).map(({ name }) => name);
  // Where there is but one to run on, it need not be named.
  const left = leftOut.map(({ name, backEnds }) =>
    machine.webgpu
      ? text.check.leftOutOn(
          name,
          backEnds.map((backEnd) => text.bundles.backEnds[backEnd]),
        )
      : name,
  );
  return [
    ...(earlier.length < failedOnGpu.length ? [text.check.todoGpu] : []),
    ...(earlier.length > 0 ? [text.check.todoEarlier(text.phrases.listed(earlier))] : []),
    ...(failedOn('wasm', models).length > 0 ? [text.check.todoProcessor] : []),
    ...(isMissing ? [text.check.todoMissing] : []),
    ...(left.length > 0 ? [text.check.leftOut(text.phrases.apart(left))] : []),
  ];
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** What was checked on which machine. */
export function factTexts({ software, origin, finishedAt, machine }: InstallationReport): Fact[] {
  const { machine: words } = text.workstation;
  const { webgpu, storage } = machine;
  const gpu = webgpu
    ? [
        { name: words.gpu, value: webgpu.software ? words.gpuSoftware(webgpu.adapter) : webgpu.adapter },
        { name: words.largestBuffer, value: words.bytes(webgpu.maxBufferBytes) },
        { name: text.check.largestBinding, value: words.bytes(webgpu.maxStorageBindingBytes) },
        { name: words.halfPrecision, value: webgpu.shaderF16 ? words.yes : words.no },
      ]
    : [{ name: words.gpu, value: words.noGpu }];
  return [
    { name: text.check.version, value: software.version },
    { name: text.check.when, value: utcSecond(finishedAt) },
    { name: text.check.origin, value: origin },
    { name: words.browser, value: machine.browser },
    { name: words.processor, value: words.threads(machine.threads) },
    { name: text.check.isolation, value: machine.crossOriginIsolated ? words.isolated : words.notIsolated },
    ...gpu,
    { name: text.check.storage, value: storageText(storage) },
  ];
}

function storageText({ quotaBytes, usedBytes, persistent }: InstallationReport['machine']['storage']): string {
  const parts = [
    quotaBytes === null || usedBytes === null ? text.check.storageUnknown : text.check.storageIs(usedBytes, quotaBytes),
    ...(persistent === null ? [] : [persistent ? text.check.lasting : text.check.notLasting]),
  ];
  return text.phrases.listed(parts);
}
