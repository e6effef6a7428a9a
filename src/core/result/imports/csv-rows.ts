/** One record of a CSV text. */
export interface CsvRow {
  /** Of its first line in the file, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The records of a CSV text (RFC 4180): commas, LF or CRLF or CR, fields in double quotes with `""` for one of them, a byte order mark in
 * front. Empty lines are skipped. A quoted field that never ends takes the rest of the text.
 */
export function* csvRows(text: string): Generator<CsvRow> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const plain = text.slice(at, end);
    if (!plain.includes('"')) {
      if (plain !== '') yield { line, fields: plain.split(',') };
      at = afterBreak(text, end);
      line++;
      continue;
    }
    const record = quotedRecord(text, at);
    yield { line, fields: record.fields };
    line += record.lines;
    at = record.next;
  }
}

function lineEnd(text: string, from: number): number {
  const lineBreak = /[\r\n]/g;
  lineBreak.lastIndex = from;
  return lineBreak.exec(text)?.index ?? text.length;
}

function afterBreak(text: string, end: number): number {
  return text.startsWith('\r\n', end) ? end + 2 : end + 1;
}

/** A record with quoted fields, which may go over several lines. */
function quotedRecord(text: string, from: number): { fields: string[]; next: number; lines: number } {
  const fields: string[] = [];
  let at = from;
  let lines = 1;
  for (;;) {
    let field = '';
    if (text[at] === '"') {
      for (at++; at < text.length;) {
        const quote = text.indexOf('"', at);
        const stop = quote < 0 ? text.length : quote;
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
    fields.push(field + text.slice(at, end));
    if (text[end] !== ',') return { fields, next: afterBreak(text, end), lines };
    at = end + 1;
  }
}
