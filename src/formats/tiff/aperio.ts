import { judgedPower, judgedSpacing } from '../spacing-read.ts';
import type { Spacing } from '#core/geometry/frames.ts';

export interface AperioFacts {
  readonly spacing: Spacing | null;
  readonly spacingNote: string | null;
  readonly objectivePower: number | null;
  readonly properties: Readonly<Record<string, string>>;
}

const MAX_FIELDS = 100;
const MAX_VALUE_CHARACTERS = 500;

/** Fields of an Aperio image description: a free first part, then `name = value`, separated by `|`. */
export function parseAperio(description: string): AperioFacts {
  const properties: Record<string, string> = {};
  const [head = '', ...fields] = description.split('|').slice(0, MAX_FIELDS);
  const library = head.split(/[\r\n]/)[0]?.trim();
  if (library) properties['Writer'] = library.slice(0, MAX_VALUE_CHARACTERS);
  for (const field of fields) {
    const at = field.indexOf('=');
    if (at < 1) continue;
    const name = field.slice(0, at).trim();
    if (name === '' || name === '__proto__') continue;
    properties[name] = field
      .slice(at + 1)
      .trim()
      .slice(0, MAX_VALUE_CHARACTERS);
  }
  const mpp = numberOf(properties['MPP']);
  const { spacing, note } = mpp === null ? { spacing: null, note: null } : judgedSpacing(mpp, mpp, `${mpp} µm/px`);
  return {
    spacing,
    spacingNote: note,
    objectivePower: judgedPower(numberOf(properties['AppMag'])),
    properties,
  };
}

function numberOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}
