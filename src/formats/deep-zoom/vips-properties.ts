import { judgedPower, judgedSpacing, type SpacingRead } from '../spacing-read.ts';

const MAX_PROPERTIES = 2000;
const MAX_VALUE_CHARACTERS = 500;

/** Every repetition has a bound: a hostile sidecar must not make the search run for minutes. */
const PROPERTY = /<name>([^<]{1,200})<\/name>\s{0,100}<value[^>]{0,200}>([^<]{0,2000})<\/value>/g;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}

/** Name → value of libvips' `vips-properties.xml`. Text only. */
export function parseVipsProperties(xml: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const match of xml.matchAll(PROPERTY)) {
    if (properties.size >= MAX_PROPERTIES) break;
    properties.set(decodeEntities(match[1] ?? ''), decodeEntities(match[2] ?? '').slice(0, MAX_VALUE_CHARACTERS));
  }
  return properties;
}

function numberIn(properties: ReadonlyMap<string, string>, name: string): number | null {
  const text = properties.get(name)?.trim();
  const value = text ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/** Spacing that the sidecar states: OpenSlide's numbers, else libvips' resolution (px/mm; its default is 1). */
export function vipsSpacing(properties: ReadonlyMap<string, string>): SpacingRead {
  const mppX = numberIn(properties, 'openslide.mpp-x');
  const mppY = numberIn(properties, 'openslide.mpp-y') ?? mppX;
  if (mppX !== null && mppY !== null) return judgedSpacing(mppX, mppY, `${mppX} × ${mppY} µm/px`);
  const pxPerMmX = numberIn(properties, 'xres');
  const pxPerMmY = numberIn(properties, 'yres') ?? pxPerMmX;
  if (pxPerMmX === null || pxPerMmY === null) return { spacing: null, note: null };
  return judgedSpacing(1000 / pxPerMmX, 1000 / pxPerMmY, `${pxPerMmX} × ${pxPerMmY} px per mm`);
}

/** Nominal magnification, null where not stated. */
export function vipsObjectivePower(properties: ReadonlyMap<string, string>): number | null {
  return judgedPower(numberIn(properties, 'openslide.objective-power') ?? numberIn(properties, 'aperio.AppMag'));
}
