import type { Problem } from '#core/errors/problems.ts';

/** One record of a CSV text. */
export interface CsvRow {
  /** Of its first line in the file, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Bounds of one record, which anyone may have written; several times what the widest table of patches has. */
export const CSV_LIMITS = { characters: 200_000, fields: 1000 } as const;

/**
 * The records of a CSV text (RFC 4180): commas, LF or CRLF or CR, fields in double quotes with `""` for one of them, a byte order mark in
 * front. Empty lines are skipped. A quoted field that never ends takes the rest of the text.
 *
 * @param refusal makes the error that is thrown for a record beyond {@link CSV_LIMITS}, of what is wrong with it
 */
export function* csvRows(text: string, refusal: (problem: Problem) => Error): Generator<CsvRow> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  const bounded = (fields: readonly string[]) => {
    if (fields.length > CSV_LIMITS.fields)
      throw refusal({ code: 'csv-too-many-fields', line, most: CSV_LIMITS.fields });
    return fields;
  };
  while (at < text.length) {
    // A search for the end of each empty line would take seconds where there are millions of them.
    if (isBreak(text, at)) {
      at = afterBreak(text, at);
      line++;
      continue;
    }
    const end = lineEnd(text, at);
    const tooLong = () => refusal({ code: 'csv-line-too-long', line, most: CSV_LIMITS.characters });
    if (end - at > CSV_LIMITS.characters) throw tooLong();
    const plain = text.slice(at, end);
    if (!plain.includes('"')) {
      yield { line, fields: bounded(plain.split(',', CSV_LIMITS.fields + 1)) };
      at = afterBreak(text, end);
      line++;
      continue;
    }
    const record = quotedRecord(text, at);
    if (record === 'too-long') throw tooLong();
    yield { line, fields: bounded(record.fields) };
    line += record.lines;
    at = record.next;
  }
}

function isBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13;
}

function lineEnd(text: string, from: number): number {
  const lineBreak = /[\r\n]/g;
  lineBreak.lastIndex = from;
  return lineBreak.exec(text)?.index ?? text.length;
}

function afterBreak(text: string, end: number): number {
  return text.startsWith('\r\n', end) ? end + 2 : end + 1;
}

/** A record with quoted fields, which may go over several lines; fields beyond the first too many are not looked at. */
function quotedRecord(
  text: string,
  from: number,
): { readonly fields: readonly string[]; readonly next: number; readonly lines: number } | 'too-long' {
  const fields: string[] = [];
  let at = from;
  let lines = 1;
  for (;;) {
    let field = '';
    if (text[at] === '"') {
      for (at++; at < text.length;) {
        const quote = text.indexOf('"', at);
        const stop = quote < 0 ? text.length : quote;
        if (stop - from > CSV_LIMITS.characters) return 'too-long';
        field += text.slice(at, stop);
        at = stop + 1;
        if (text[at] !== '"') break;
        field += '"';
        at++;
      }
      lines += field.split('\n').length - 1;
    }
    // What follows a closing quote, or a field without quotes.
    let end = at;
    while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end++;
    if (end - from > CSV_LIMITS.characters) return 'too-long';
    fields.push(field + text.slice(at, end));
    if (text[end] !== ',' || fields.length > CSV_LIMITS.fields) return { fields, next: afterBreak(text, end), lines };
    at = end + 1;
  }
}
