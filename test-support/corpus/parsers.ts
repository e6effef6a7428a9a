/** Everything that reads a file or a text of anyone besides slides, each by the entry that the app uses. */
import { deflateSync, zipSync } from 'fflate';
import { parseBundleIndexText } from '#core/model/bundle-index.ts';
import { parseManifestText } from '#core/model/manifest.ts';
import { clamH5 } from '#core/result/clam-h5.ts';
import { qupathGeoJson } from '#core/result/qupath-geojson.ts';
import { serializeResult } from '#core/result/result-file.ts';
import { fromBase64Url, toBase64Url } from '#core/result/share-link/base64url.ts';
import { ByteWriter } from '#core/result/share-link/bytes.ts';
import { crc32 } from '#core/result/share-link/crc32.ts';
import { HEADER_DICTIONARY } from '#core/result/share-link/header-dictionary.ts';
import { encodePayload } from '#core/result/share-link/link-codec.ts';
import { readShareLink } from '#core/result/share-link/share-link.ts';
import { wsinferCsv } from '#core/result/wsinfer-csv.ts';
import { parsePreferences } from '#state/preferences-store.ts';
import { openDroppedBundle } from '#workers/inference/dropped-bundle.ts';
import { goldenFile } from '#workers/inference/golden-file.ts';
import { writeH5 } from '#workers/result/h5-file.ts';
import { createResultService } from '#workers/result/service.ts';
import { sampleResult } from '../run-result.ts';
import { shareContent, whole } from '../share-content.ts';
import { smallBundle } from '../small-bundle.ts';

type Bytes = Uint8Array<ArrayBuffer>;

export interface Parser {
  readonly good: Bytes;
  /** Reads all of it; rejects with a coded error for what is not in order. */
  readonly parse: (bytes: Bytes) => Promise<unknown>;
}

export const textBytes = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));
const textOf = (bytes: Bytes): string => new TextDecoder().decode(bytes);
const later = <T>(read: () => T): Promise<T> => Promise.resolve().then(read);

/** What of a bundle's files is read, at most: the store counts, and stops where the manifest says that they end. */
const MOST_STREAMED = 4 << 20;

export type ParserName = keyof Awaited<ReturnType<typeof allParsers>>;

/** The parsers by name, each with a file that is in order. */
export async function allParsers() {
  const bundle = await smallBundle();
  const result = sampleResult();
  const service = createResultService();
  const context = { signal: new AbortController().signal, progress: () => undefined };
  const golden = bundle.files.get(bundle.manifest.golden.head) ?? new Uint8Array();
  const other = (name: string) => async (bytes: Bytes) =>
    (await service.readOther({ file: new File([bytes], name) }, context)).value;
  return {
    manifest: {
      good: textBytes(JSON.stringify(bundle.manifest)),
      parse: (bytes) => later(() => parseManifestText(textOf(bytes), 'b')),
    },
    'bundle index': {
      good: textBytes('{"bundles":[{"id":"a","path":"a/b"}]}'),
      parse: (bytes) => later(() => parseBundleIndexText(textOf(bytes))),
    },
    'zipped bundle': {
      good: new Uint8Array(
        zipSync(
          { 'model.json': textBytes(JSON.stringify(bundle.manifest)), ...Object.fromEntries(bundle.files) },
          // The same bytes at every run: what is mutated follows from them.
          { mtime: '2026-01-01' },
        ),
      ),
      parse: (bytes) => readZip(bytes),
    },
    'golden answers': {
      good: golden,
      parse: (bytes) =>
        later(() => {
          const files = { file: () => bytes, areKept: true } as unknown as Parameters<typeof goldenFile>[2];
          return goldenFile('b', 'golden/head.safetensors', files)('features', 'F32', null);
        }),
    },
    'result file': {
      good: textBytes(serializeResult(result)),
      parse: async (bytes) => (await service.read({ file: new File([bytes], 'r.json') }, context)).value,
    },
    'patch scores (CSV)': { good: textBytes(wsinferCsv(result)), parse: other('r.csv') },
    GeoJSON: { good: textBytes(qupathGeoJson(result)), parse: other('r.geojson') },
    HDF5: { good: await writeH5(clamH5(result, 'task-relevance')), parse: other('r.h5') },
    'share link': {
      good: textBytes(`#v1.${encodePayload(shareContent(result), whole(result))}`),
      // A fragment that does not call itself a link is none.
      parse: (bytes) => later(() => readShareLink(textOf(bytes)) ?? {}),
    },
    preferences: {
      good: textBytes('{"theme":"dark"}'),
      parse: (bytes) => later(() => parsePreferences(textOf(bytes))),
    },
  } satisfies Record<string, Parser>;
}

async function readZip(bytes: Bytes): Promise<unknown> {
  const dropped = await openDroppedBundle({ kind: 'zip', file: new File([bytes], 'b.zip') });
  const streamed: number[] = [];
  const { manifest } = dropped;
  for (const file of manifest.files) {
    const stream = await dropped.open({ bundle: manifest.id, ...file });
    let length = 0;
    try {
      for await (const part of stream as unknown as AsyncIterable<Bytes>) {
        length += part.length;
        if (length > Math.min(file.bytes, MOST_STREAMED)) break;
      }
    } catch {
      // A stream that breaks off is told by whoever keeps the file (`bundle-store.ts`), in whichever words the platform has.
      length = -1;
    }
    streamed.push(length);
  }
  return streamed;
}

/** A link's payload with a checksum that fits, whatever its sections hold. */
export function sealedLink(...sections: readonly Uint8Array[]): Bytes {
  const body = new ByteWriter();
  for (const section of sections) {
    body.unsigned(section.length);
    body.bytes(section);
  }
  const content = body.finish();
  const payload = new Uint8Array(4 + content.length);
  new DataView(payload.buffer).setUint32(0, crc32(content));
  payload.set(content, 4);
  return textBytes(`#v1.${toBase64Url(payload)}`);
}

/** The description of a link as its first section. */
export const linkHeader = (text: string): Uint8Array =>
  deflateSync(new TextEncoder().encode(text), { level: 9, dictionary: HEADER_DICTIONARY });

/** A link whose bytes are changed behind a checksum made anew. */
export function resealedLink(link: Bytes, change: (content: Bytes) => Bytes): Bytes {
  const payload = fromBase64Url(textOf(link).slice('#v1.'.length));
  if (!payload) throw new Error('no link');
  const content = change(payload.slice(4));
  const sealed = new Uint8Array(4 + content.length);
  new DataView(sealed.buffer).setUint32(0, crc32(content));
  sealed.set(content, 4);
  return textBytes(`#v1.${toBase64Url(sealed)}`);
}
