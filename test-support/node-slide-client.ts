import { basename } from 'node:path';
import { openSlide, type SlideLocation } from '#formats/open-slide.ts';
import type { Patience } from '#network/patience.ts';
import { serveCalls } from '#workers/shared/calls.ts';
import type { SlideCalls } from '#workers/slide/calls.ts';
import type { SlideClient, SlideSource } from '#workers/slide/contract.ts';
import { slideClientFromPort } from '#workers/slide/port-client.ts';
import { createSlideService } from '#workers/slide/service.ts';
import { nodeDecoders } from './jpeg-decoder.ts';
import { nodeFile, type FileRead } from './node-file.ts';
import { nodeFolder } from './node-folder.ts';

/** A path in the place of a `File`, which Node cannot post; the service below turns it into one. */
interface PathToken {
  readonly name: string;
  readonly path: string;
}

/** A file on disk as a source for {@link nodeSlideClient}. */
export function nodeFileSource(path: string): SlideSource {
  return { kind: 'file', file: { name: basename(path), path } satisfies PathToken as unknown as File };
}

/** A folder on disk as a source for {@link nodeSlideClient}. */
export function nodeFolderSource(path: string): SlideSource {
  const folder = { path, file: { name: basename(path), path } satisfies PathToken as unknown as File };
  return { kind: 'folder', name: basename(path), files: [folder] };
}

function locationOf(source: SlideSource, reads: FileRead[]): SlideLocation {
  switch (source.kind) {
    case 'url':
      return source;
    case 'file':
      return { kind: 'file', file: nodeFile((source.file as unknown as PathToken).path, reads) };
    case 'folder':
      return { kind: 'folder', name: source.name, files: nodeFolder(source.files[0]?.path ?? '') };
  }
}

export interface NodeSlideClient {
  readonly client: SlideClient;
  /** Every range that was read from files on disk. */
  readonly reads: readonly FileRead[];
  readonly close: () => void;
}

/** The slide service behind its real client and a real port, under Node; everything but pictures for a screen. */
export async function nodeSlideClient(http: Partial<Patience> = {}): Promise<NodeSlideClient> {
  const decoders = await nodeDecoders();
  const reads: FileRead[] = [];
  const service = createSlideService({
    openSlide: (source, signal) =>
      openSlide(locationOf(source as SlideSource, reads), signal, {
        decodePyramid: (chunk, s) => decoders.pyramid(chunk, s),
        http,
      }),
    decoders,
    decodeNatively: () => Promise.reject(new Error('no pictures under Node')),
  });
  const { port1, port2 } = new MessageChannel();
  serveCalls<SlideCalls>(service, port1);
  return {
    client: slideClientFromPort(port2),
    reads,
    close(): void {
      port1.close();
      port2.close();
    },
  };
}
