/** Payloads that someone with bad intentions would write: each with a checksum that fits. */
import { deflateSync } from 'fflate';
import type { ErrorCode } from '#core/errors/fovea-error.ts';
import type { RunResult } from '#core/result/run-result.ts';
import { fromBase64Url, toBase64Url } from '#core/result/share-link/base64url.ts';
import { ByteWriter } from '#core/result/share-link/bytes.ts';
import { crc32 } from '#core/result/share-link/crc32.ts';
import { HEADER_DICTIONARY } from '#core/result/share-link/header-dictionary.ts';
import { encodePayload } from '#core/result/share-link/link-codec.ts';
import { shareContent, whole } from '#test-support/share-content.ts';

/** A checksum and, each behind its length, the sections of a link. */
export function sealed(...sections: Uint8Array[]): string {
  const body = new ByteWriter();
  for (const section of sections) {
    body.unsigned(section.length);
    body.bytes(section);
  }
  const bytes = body.finish();
  const payload = new Uint8Array(4 + bytes.length);
  new DataView(payload.buffer).setUint32(0, crc32(bytes));
  payload.set(bytes, 4);
  return toBase64Url(payload);
}

const described = (text: string) =>
  deflateSync(new TextEncoder().encode(text), { level: 9, dictionary: HEADER_DICTIONARY });

export function hostileLinks(
  result: RunResult,
): { readonly what: string; readonly payload: string; readonly code: ErrorCode }[] {
  const good = encodePayload(shareContent(result), whole(result));
  const bytes = fromBase64Url(good) ?? new Uint8Array();
  const changed = Uint8Array.from(bytes, (byte, i) => (i === 40 ? byte ^ 1 : byte));
  const none = new Uint8Array();
  return [
    { what: 'cut off', payload: good.slice(0, good.length / 2), code: 'link/damaged' },
    { what: 'one bit changed', payload: toBase64Url(changed), code: 'link/damaged' },
    { what: 'a zip bomb', payload: sealed(deflateSync(new Uint8Array(5_000_000), { level: 9 })), code: 'link/too-large' },
    { what: 'not JSON', payload: sealed(described('{"id":'), none), code: 'link/damaged' },
    { what: 'nested without end', payload: sealed(described('['.repeat(200_000)), none), code: 'link/damaged' },
    { what: 'wrong types', payload: sealed(described('{"id":1,"view":"x","overlay":[],"lists":"many"}'), none), code: 'link/invalid' },
    { what: 'prototype keys', payload: sealed(described('{"__proto__":{"pwned":1},"constructor":{"prototype":{"pwned":1}}}'), none), code: 'link/invalid' },
  ]; // prettier-ignore
}

/** A link that is right in all but its names. */
export function scriptName(result: RunResult): { readonly payload: string; readonly name: string } {
  const name = '<img src=//evil.test/x onerror="window.pwned=1">';
  const { run } = result;
  const named = { ...result, run: { ...run, bundle: { ...run.bundle, name } } };
  return { payload: encodePayload(shareContent(named), whole(named)), name };
}
