/** Numbers and quantities as text, in the language of the window. Times are in words a person uses; lengths and sizes carry their unit. */
import { currentLanguage, LOCALES, type Language } from './language.ts';
import { QUANTITY_WORDS, type QuantityWords } from './quantity-words.ts';

const words = (): QuantityWords => QUANTITY_WORDS[currentLanguage()];

const wholeNumber = inEachLanguage((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }));

/** `12,345` */
export function count(value: number): string {
  return wholeNumber[currentLanguage()].format(value);
}

/** `1 patch`, `2,040 patches` */
export function plural(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A number with `digits` significant digits and no exponent within 0.0001 … 999,999; `6.2e-8` beyond. A true minus sign. */
export function significant(value: number, digits = 3): string {
  if (value === 0) return '0';
  if (value < 0) return `−${significant(-value, digits)}`;
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(digits - 1);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return size >= 1000 ? count(value) : value.toFixed(Math.min(decimals, 8));
}

/** A number of a file as it stands there, to seven digits. */
export function exact(value: number): string {
  return String(Number(value.toPrecision(7)));
}

/** A score or a share of 1, always with three decimals so that columns line up. */
export function score(value: number): string {
  return value.toFixed(3);
}

/** `12 %`; without the space where the language has none there. */
export function percent(share: number, decimals = 0): string {
  return `${(share * 100).toFixed(decimals)}${words().percent}`;
}

/** A length given in µm: `850 nm`, `12.5 µm`, `3.2 mm`. */
export function micrometres(um: number): string {
  if (um >= 10_000) return `${(um / 1000).toFixed(1)} mm`;
  if (um >= 1000) return `${(um / 1000).toFixed(2)} mm`;
  if (um >= 100) return `${um.toFixed(0)} µm`;
  if (um >= 1) return `${um.toFixed(1)} µm`;
  return `${(um * 1000).toFixed(0)} nm`;
}

/** An area given in µm²: `0.25 µm²`, `85.0 µm²`, `1,230 µm²`, `0.157 mm²`, `12.4 mm²`. */
export function squareMicrometres(um2: number): string {
  // From a hundredth of a mm² on, as areas of tissue are given.
  if (um2 >= 10_000) return `${significant(um2 / 1e6)} mm²`;
  return `${significant(um2)} µm²`;
}

/** Two lengths in µm; a unit that both have is said once: `459 × 343 µm`. */
export function extent(widthUm: number, heightUm: number): string {
  const [width, height] = [micrometres(widthUm), micrometres(heightUm)];
  const [number = width, unit] = width.split(' ');
  return `${unit === height.split(' ')[1] ? number : width} × ${height}`;
}

/** `0.252 µm/px` */
export function spacing(umPerPx: number): string {
  return `${significant(umPerPx)} µm/px`;
}

/** `30.9 MB`: powers of ten, as file managers show them. */
export function bytes(value: number): string {
  const units = [words().bytes, 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const text = unit === 0 || size >= 100 ? size.toFixed(0) : size.toFixed(1);
  return `${text} ${units[unit] ?? ''}`;
}

/** A span of time: `less than a second`, `8 s`, `2 min 05 s`, `1 h 12 min`. */
export function duration(seconds: number): string {
  const { second, minute, hour, lessThanASecond } = words();
  if (seconds < 1) return lessThanASecond;
  const rounded = Math.round(seconds);
  if (rounded < 60) return `${rounded}${second}`;
  if (rounded < 3600) return `${Math.floor(rounded / 60)}${minute} ${String(rounded % 60).padStart(2, '0')}${second}`;
  return `${Math.floor(rounded / 3600)}${hour} ${String(Math.floor((rounded % 3600) / 60)).padStart(2, '0')}${minute}`;
}

/** Time left, no finer than anyone can predict: `a few seconds left`, `about 40 s left`, `about 3 min left`. */
export function timeLeft(seconds: number): string {
  const { second, minute, hour, aFewSecondsLeft, aboutLeft } = words();
  if (seconds < 8) return aFewSecondsLeft;
  if (seconds < 55) return aboutLeft(`${Math.round(seconds / 5) * 5}${second}`);
  if (seconds < 5400) return aboutLeft(`${Math.max(1, Math.round(seconds / 60))}${minute}`);
  return aboutLeft(`${(seconds / 3600).toFixed(1)}${hour}`);
}

const dayTime = inEachLanguage(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
    }),
);

/** `1 Jan, 09:30` in this machine’s time zone, from an ISO 8601 time. */
export function dayAndTime(iso: string): string {
  return dayTime[currentLanguage()].format(new Date(iso));
}

const time = inEachLanguage(
  (locale) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }),
);

/** `09:30:05` in this machine’s time zone, from epoch ms. */
export function timeOfDay(epochMs: number): string {
  return time[currentLanguage()].format(epochMs);
}

/** `2026-01-01 09:30 UTC` from an ISO 8601 time in UTC. */
export function utcMinute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** `2026-01-01 09:30:05 UTC` from an ISO 8601 time in UTC. */
export function utcSecond(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

function inEachLanguage<T>(make: (locale: string) => T): Readonly<Record<Language, T>> {
  return { en: make(LOCALES.en), zh: make(LOCALES.zh) };
}
